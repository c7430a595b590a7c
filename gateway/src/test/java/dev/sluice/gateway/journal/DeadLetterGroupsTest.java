package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.route.Planned;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterGroupsTest {

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private Duration cost = Duration.ZERO;
  private long nanos;

  private long measured() {
    nanos += cost.toNanos();
    return nanos;
  }

  private DeadLetterGroups groups() {
    return new DeadLetterGroups(opened.journal().deadLetters(), opened.clock(), this::measured);
  }

  private void die(String id, String reason) {
    opened.append(event(id, "{}"), new Planned.Broken("order", reason, "it is broken"));
  }

  @Test
  void theLargestAreNamedAndTheOthersCounted() {
    for (int i = 0; i < 60; i++) {
      die("one-" + i, "reason" + i);
    }
    die("two", "reason7");
    DeadLetterGroups.Largest largest = groups().read(Filter.ALL);
    assertThat(largest.all()).isEqualTo(60);
    assertThat(largest.groups()).hasSize(50);
    assertThat(largest.groups().get(0).reason()).isEqualTo("reason7");
    assertThat(largest.groups().get(0).count()).isEqualTo(2);
  }

  @Test
  void whoAsksAllTheTimeGetsTheGroupsOfAMomentAgo() {
    cost = Duration.ofSeconds(1);
    DeadLetterGroups groups = groups();
    die("1", "a");
    assertThat(groups.read(Filter.ALL).all()).isEqualTo(1);
    die("2", "b");
    opened.clock().advance(Duration.ofSeconds(19));
    assertThat(groups.read(Filter.ALL).all()).isEqualTo(1);
    assertThat(groups.read(new Filter("b", null, null, null, null)).all())
        .as("another filter")
        .isEqualTo(1);
    assertThat(groups.read(new Filter(null, null, "order.*", null, null)).all()).isEqualTo(2);
    opened.clock().advance(Duration.ofSeconds(1));
    assertThat(groups.read(Filter.ALL).all()).isEqualTo(2);
  }
}
