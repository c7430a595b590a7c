package dev.sluice.gateway.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.ConfigFile;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.OpenedJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Changes at moments that a test over HTTP would not hit. */
@SuppressWarnings("NullAway.Init") // Each test starts its own.
class ReloadingTest {

  @TempDir private Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final SimpleMeterRegistry meters = opened.meters();

  /** What is written while the file is read, one a reading. */
  private final Deque<String> meanwhile = new ArrayDeque<>();

  private Path file;
  private InForce inForce;

  @BeforeEach
  void open() {
    file = folder.resolve("sluice.yaml");
  }

  @Test
  void aChangeWhileTheOneBeforeIsReadIsNotMissed() {
    write("one");
    try (Reloading reloading = start((before, after) -> List.of(), Clock.systemUTC())) {
      write("two");
      meanwhile.add("three");
      look(reloading);
      assertThat(inForce.table().names()).containsExactly("three");
    }
  }

  @Test
  void aChangeWhileTheFirstIsReadIsNotMissed() {
    write("one");
    meanwhile.add("two");
    try (Reloading reloading = start((before, after) -> List.of(), Clock.systemUTC())) {
      look(reloading);
      assertThat(inForce.table().names()).containsExactly("two");
      assertThat(meters.counter("sluice.config.loads", "result", "loaded").count()).isEqualTo(1);
    }
  }

  @Test
  void whatCannotBeDecidedNowIsDecidedALittleLater() {
    write("one");
    Deque<RuntimeException> faults = new ArrayDeque<>(List.of(new IllegalStateException("busy")));
    BiFunction<Config, Config, List<String>> notes =
        (before, after) -> {
          if (!faults.isEmpty()) {
            throw faults.remove();
          }
          return List.of();
        };
    // So late that no file is young: only what the look before left over makes it look again.
    Clock late = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    try (Reloading reloading = start(notes, late)) {
      look(reloading);
      write("three");
      reloading.look();
      assertThatThrownBy(reloading::look).hasMessage("busy");
      assertThat(inForce.table().names()).containsExactly("one");
      look(reloading);
      assertThat(inForce.table().names()).containsExactly("three");
    }
  }

  private Reloading start(BiFunction<Config, Config, List<String>> notes, Clock clock) {
    Reading first = Reading.first(file, this::load);
    Config config = ((Loaded.Ready) first.loaded()).config();
    inForce = new InForce(new Latest(config), new EventReader(clock), opened.journal());
    return new Reloading(inForce, first, each -> Optional.empty(), notes, clock, meters);
  }

  private Loaded load() {
    Loaded loaded = ConfigFile.load(file);
    if (!meanwhile.isEmpty()) {
      write(meanwhile.remove());
    }
    return loaded;
  }

  private static void look(Reloading reloading) {
    for (int i = 0; i < 8; i++) {
      reloading.look();
    }
  }

  private void write(String route) {
    try {
      Files.writeString(
          file, "routes:\n  - {name: %s, on: x, publish: {type: y}}\n".formatted(route));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
