package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentityWindowTest {

  private final Map<String, Duration> kept = new ConcurrentHashMap<>();
  private final IdentityWindow window =
      new IdentityWindow(
          () -> new IdentityWindow.Wanted(Duration.ofDays(7), List.of("", "other")),
          namespace -> Optional.ofNullable(kept.get(namespace)));

  private final AtomicLong now = new AtomicLong();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    window.close();
  }

  @Test
  void aWindowShorterThanANamespacesRetentionIsRefused() {
    kept.put("", Duration.ofDays(7));
    kept.put("other", Duration.ofDays(8));
    assertThatThrownBy(window::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retention.identity is 168 h")
        .hasMessageContaining("the namespace other keeps closed runs for 192 h");
  }

  @Test
  void whatTemporalSaysOnlyLaterIsAnAlarmUntilItIsPutRight() {
    window.start();
    assertThat(window.problem()).isEmpty();
    kept.put("", Duration.ofDays(30));
    window.lookAgain();
    assertThat(window.problem()).hasValueSatisfying(text -> assertThat(text).contains("720 h"));
    kept.put("", Duration.ofDays(3));
    window.lookAgain();
    assertThat(window.problem()).isEmpty();
  }

  @Test
  void aServerThatIsSilentHoldsUpTheStartOnlyOnce() {
    try (IdentityWindow slow =
        new IdentityWindow(
            () -> new IdentityWindow.Wanted(Duration.ofDays(7), List.of("", "a", "b")),
            this::silentForFourSeconds,
            now::get)) {
      slow.start();
      assertThat(asked).containsExactly("");
      slow.lookAgain();
      assertThat(asked).containsExactly("", "", "a", "b");
    }
  }

  private Optional<Duration> silentForFourSeconds(String namespace) {
    asked.add(namespace);
    now.addAndGet(Duration.ofSeconds(4).toNanos());
    return Optional.empty();
  }
}
