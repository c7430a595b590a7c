package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.Verdict.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What counting the verdicts of routes costs, on a clock that stands still. */
@Timeout(60)
class RouteNumbersTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private final TestClock clock = opened.clock();
  private long nanos;
  private Duration cost = Duration.ZERO;

  /** Asked twice for each count: before and after. */
  private long measured() {
    nanos += cost.toNanos();
    return nanos;
  }

  private void keep(String id) {
    var unused = opened.append(event(id, "{}"), start("order-" + id));
  }

  private static long held(RouteNumbers numbers) {
    return numbers.read().of("order").of(Kind.held);
  }

  @Test
  void aFastCountIsDoneAgainAfterFiveSeconds() {
    RouteNumbers numbers = new RouteNumbers(opened.database(), clock, this::measured);
    keep("1");
    assertThat(held(numbers)).isEqualTo(1);
    assertThat(numbers.read().of("unknown")).isEqualTo(RouteNumbers.Numbers.NONE);
    keep("2");
    clock.advance(Duration.ofSeconds(4));
    assertThat(held(numbers)).isEqualTo(1);
    clock.advance(SECOND);
    assertThat(held(numbers)).isEqualTo(2);
    assertThat(numbers.read().at()).isEqualTo(clock.instant());
  }

  @Test
  void aSlowCountIsDoneAgainLessOftenUnlessAChangeIsToBeSeen() {
    cost = Duration.ofSeconds(2);
    RouteNumbers numbers = new RouteNumbers(opened.database(), clock, this::measured);
    keep("1");
    assertThat(held(numbers)).isEqualTo(1);
    keep("2");
    clock.advance(Duration.ofSeconds(39));
    assertThat(held(numbers)).isEqualTo(1);
    clock.advance(SECOND);
    assertThat(held(numbers)).isEqualTo(2);

    keep("3");
    assertThat(held(numbers)).isEqualTo(2);
    assertThat(numbers.readAnew().of("order").of(Kind.held)).isEqualTo(3);
    assertThat(held(numbers)).isEqualTo(3);
  }

  @Test
  void whileOneCountsTheOthersGetTheNumbersBefore() throws InterruptedException {
    CountDownLatch counting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    RouteNumbers numbers =
        new RouteNumbers(
            opened.database(),
            clock,
            () -> {
              if (Thread.currentThread().getName().equals("slow")) {
                counting.countDown();
                await(goOn);
              }
              return 0;
            });
    keep("1");
    assertThat(held(numbers)).isEqualTo(1);
    keep("2");
    clock.advance(Duration.ofSeconds(40));
    CompletableFuture<Long> slow = new CompletableFuture<>();
    Thread thread = new Thread(() -> slow.complete(held(numbers)), "slow");
    thread.start();
    counting.await();

    CompletableFuture<Long> other = CompletableFuture.supplyAsync(() -> held(numbers));
    try {
      assertThat(other).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1L);
    } finally {
      goOn.countDown();
    }
    assertThat(slow.join()).isEqualTo(2);
    thread.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
