package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static dev.sluice.gateway.journal.Entries.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Events that come in one transaction know of each other, before their rows are written. */
class AppendedTogetherTest {

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);

  @Test
  void aRepeatIsTheFirstAndOtherContentAConflict() {
    Event first = event("1", "{\"n\":1}");
    List<Appended> appended =
        append(entry(first), entry(event("1", "{\"n\":1}")), entry(event("1", "{\"n\":2}")));
    assertThat(appended.get(0)).isInstanceOf(Appended.Kept.class);
    assertThat(appended.get(1))
        .isInstanceOfSatisfying(
            Appended.Duplicate.class,
            repeat -> assertThat(repeat.first().event().eid()).isEqualTo(first.eid()));
    assertThat(appended.get(2))
        .isInstanceOfSatisfying(
            Appended.Conflict.class,
            conflict -> assertThat(conflict.firstEid()).isEqualTo(first.eid()));
  }

  @Test
  void aClaimedWorkflowIdNamesTheEventThatHasIt() {
    Event first = event("1", "{\"n\":1}");
    List<Appended> appended =
        append(entry(first, start("order-1")), entry(event("2", "{\"n\":2}"), start("order-1")));
    assertThat(verdict(appended.get(1)).reason()).isEqualTo(Reasons.WORKFLOW_ID_CONFLICT);
    assertThat(verdict(appended.get(1)).lastError()).contains(first.eid().toString());
  }

  @Test
  void whatOneCausedStandsBehindIt() {
    Event cause = event("1", "{}");
    Event effect = event("2", "order.confirmed", "{}", null, cause.eid().toString());
    append(entry(cause), entry(effect));
    assertThat(opened.journal().find(effect.eid()).orElseThrow().event().chain()).isEqualTo(1);
  }

  @Test
  void howeverManyTheyAreEachHasItsPlace() {
    List<Entry> many = new ArrayList<>();
    for (int i = 0; i < 2 * 25 + 3 * 5 + 2; i++) {
      many.add(entry(event("e-" + i, "{\"n\":" + i + "}")));
    }
    append(many.toArray(Entry[]::new));
    List<Long> places = new ArrayList<>();
    for (Entry each : many) {
      StoredEvent stored = opened.journal().find(each.event().eid()).orElseThrow();
      assertThat(stored.event().data().bytes()).isEqualTo(each.event().data().bytes());
      places.add(stored.seq());
    }
    assertThat(places).isSorted().doesNotHaveDuplicates();
  }

  private List<Appended> append(Entry... entries) {
    return opened.journal().append(List.of(entries)).join();
  }

  private static Verdict verdict(Appended appended) {
    return ((Appended.Kept) appended).verdicts().get(0);
  }
}
