package dev.sluice.gateway.journal;

import static dev.sluice.gateway.journal.Entries.entry;
import static dev.sluice.gateway.journal.Entries.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.EventLists.Found;
import dev.sluice.gateway.route.Planned;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches that have their time, on a clock that stands still until told otherwise. */
class EventListsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FOR_EVER = Duration.ofDays(1);

  @TempDir Path folder;
  @RegisterExtension final OpenedJournal opened = new OpenedJournal(() -> folder);
  private long nanos;

  /** Each look at the clock takes a second. */
  private EventLists slow() {
    return new EventLists(
        opened.database(), opened.journal().waits(), () -> nanos += 1_000_000_000L);
  }

  private EventLists lists() {
    return new EventLists(opened.database(), opened.journal().waits());
  }

  private void keep(int from, int to) {
    List<Entry> entries =
        IntStream.rangeClosed(from, to)
            .mapToObj(i -> entry(event(Integer.toString(i), "{\"large\":1}"), new Planned[0]))
            .toList();
    opened.journal().append(entries).join();
  }

  private static EventQuery asked(
      @Nullable String id, @Nullable Instant since, @Nullable Instant until) {
    return from(null, id, since, until);
  }

  private static EventQuery from(
      @Nullable String cursor,
      @Nullable String id,
      @Nullable Instant since,
      @Nullable Instant until) {
    return new EventQuery(null, null, id, null, null, null, null, since, until, 50, cursor);
  }

  private static List<String> ids(Found found) {
    return found.items().stream().map(each -> each.event().id()).toList();
  }

  @Test
  void aSearchEndsWhenItsTimeIsOverAndGoesOnFromThere() {
    keep(1, 1);
    opened.clock().advance(MINUTE);
    keep(2, 9_000);
    Found first = slow().search(asked("1", null, null), 0, Duration.ofSeconds(1));
    assertThat(first.items()).isEmpty();
    assertThat(first.backTo()).isEqualTo(opened.clock().instant());
    assertThat(first.floor()).isGreaterThan(2);

    Found found = first;
    int searches = 1;
    while (found.next() != null) {
      found = slow().search(from(found.next(), "1", null, null), 0, Duration.ofSeconds(1));
      searches++;
    }
    assertThat(searches).isGreaterThan(2);
    assertThat(ids(found)).containsExactly("1");
    assertThat(found.backTo()).isNull();
    assertThat(ids(lists().search(asked("1", null, null), 0, FOR_EVER))).containsExactly("1");
  }

  /** A page that follows live must not say that there is none where it has not looked. */
  @Test
  void whatIsNewAfterASearchThatWasEndedDoesNotMakeItWhole() {
    keep(1, 9_000);
    Found first = slow().search(asked("1", null, null), 0, Duration.ofSeconds(1));
    assertThat(first.backTo()).isNotNull();
    opened.clock().advance(MINUTE);
    keep(9_001, 9_001);
    Found news = lists().search(asked("1", null, null), first.floor(), true, FOR_EVER);
    assertThat(news.items()).isEmpty();
    assertThat(news.backTo()).isEqualTo(first.backTo());
    assertThat(news.next()).isEqualTo(first.next());
    assertThat(lists().search(asked("1", null, null), first.floor(), FOR_EVER).backTo()).isNull();
    Instant late = opened.clock().instant().plus(FOR_EVER);
    assertThat(lists().search(asked("1", late, null), first.floor(), true, FOR_EVER).backTo())
        .as("all of that time was gone through")
        .isNull();
  }

  /** Of a kind that has many verdicts each stride would read all of them. */
  @ParameterizedTest
  @EnumSource(
      value = Verdict.Kind.class,
      names = {"duplicate", "dropped", "cancelled", "discarded"})
  void aStrideReadsNoVerdictsButItsOwn(Verdict.Kind kind) {
    assertThat(plan(kind, null)).contains("SEARCH v USING PRIMARY KEY (seq>? AND seq<?)");
    assertThat(plan(kind, "r"))
        .contains("verdicts_by_kind (kind=? AND route=? AND seq>? AND seq<?)");
  }

  private String plan(Verdict.Kind kind, @Nullable String route) {
    EventQuery query =
        new EventQuery(null, null, null, null, null, kind, route, null, null, 50, null);
    String sql = new EventSearch(query, opened.journal().waits()).sql(Rows.BRIEF);
    return opened
        .database()
        .read(
            connection -> {
              StringBuilder plan = new StringBuilder();
              try (var statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + sql);
                  var row = statement.executeQuery()) {
                while (row.next()) {
                  plan.append(row.getString("detail")).append('\n');
                }
              }
              return plan.toString();
            });
  }

  @Test
  void aFullPageIsNoSearchThatWasEnded() {
    keep(1, 3_000);
    Found found = slow().search(asked(null, null, null), 0, Duration.ZERO);
    assertThat(found.items()).hasSize(50);
    assertThat(found.backTo()).isNull();
    assertThat(ids(slow().search(from(found.next(), null, null, null), 0, Duration.ZERO)))
        .startsWith("2950");
  }

  @Test
  void timesAreLookedUpByWhereTheyStandAndAClockThatWasPutBackLosesNone() {
    for (int i = 1; i <= 600; i++) {
      keep(i, i);
      opened.clock().advance(MINUTE);
    }
    Instant now = opened.clock().instant();
    opened.clock().advance(Duration.ofMinutes(-30));
    keep(601, 601);
    opened.clock().advance(Duration.ofMinutes(30));
    for (int i = 602; i <= 700; i++) {
      keep(i, i);
      opened.clock().advance(MINUTE);
    }
    Instant late = now.minus(Duration.ofMinutes(10));
    SeqRange since = opened.database().read(read -> SeqRange.of(read, late, null));
    assertThat(since.from()).isBetween(500L, 590L);
    SeqRange until =
        opened.database().read(read -> SeqRange.of(read, null, now.minus(Duration.ofMinutes(599))));
    assertThat(until.to()).isBetween(2L, 70L);

    Instant before = now.minus(Duration.ofMinutes(20));
    Found found =
        lists().search(asked(null, now.minus(Duration.ofMinutes(31)), before), 0, FOR_EVER);
    assertThat(ids(found)).contains("601", "570").doesNotContain("602", "590");
    assertThat(ids(lists().search(asked(null, null, now.minus(FOR_EVER)), 0, FOR_EVER))).isEmpty();
  }

  @Test
  void aListDoesNotReadTheDataAndNoFurtherThanItsFloor() {
    keep(1, 10);
    Found found = lists().search(asked(null, null, null), 4, FOR_EVER);
    assertThat(found.items()).extracting(StoredEvent::seq).contains(10L, 4L).doesNotContain(3L);
    assertThat(found.items().get(0).event().data().bytes()).isEmpty();
    assertThat(ids(lists().search(from(found.next(), null, null, null), 0, FOR_EVER)))
        .containsExactly("3", "2", "1");
    assertThat(opened.journal().events(asked("7", null, null)).items().get(0).event().data().json())
        .isNotNull();
  }
}
