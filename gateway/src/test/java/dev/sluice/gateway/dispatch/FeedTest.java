package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.Backlog.Piece;
import dev.sluice.gateway.journal.Backlog.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedTest {

  private final Feed feed = new Feed();

  @Test
  void whatIsCommittedAfterTheJournalWasReadIsTakenFromTheCommit() {
    read(7);
    assertThat(feed.mustRead(0)).isFalse();
    assertThat(feed.takes(8, 0)).isTrue();
  }

  @Test
  void aDoubtedCommitIsReadBeforeLaterOnesAreTaken() {
    read(7);
    feed.doubt();
    assertThat(feed.takes(9, 0)).isFalse();
    assertThat(feed.mustRead(0)).isTrue();
    assertThat(feed.taken()).as("what was let go or held again is old").isEqualTo(Place.START);
    lookInto();
    read(9);
    assertThat(feed.takes(10, 0)).isTrue();
  }

  @Test
  void aDoubtIsLookedIntoHoweverMuchIsInMemory() {
    read(7);
    feed.doubt();
    assertThat(feed.mustRead(100_000)).isTrue();
    lookInto();
    assertThat(feed.mustRead(100_000)).isFalse();
  }

  @Test
  void aReadThatBeganBeforeTheDoubtDoesNotSettleIt() {
    feed.doubt();
    feed.read(upTo(7));
    assertThat(feed.mustRead(0)).isTrue();
    assertThat(feed.taken()).isEqualTo(Place.START);
    lookInto();
    read(9);
    assertThat(feed.mustRead(0)).isFalse();
  }

  private void lookInto() {
    assertThat(feed.takeDoubt()).isTrue();
    assertThat(feed.hasReleased()).isTrue();
    feed.released(feed.releases());
  }

  private void read(long upTo) {
    assertThat(feed.taken().seq()).isLessThan(upTo);
    feed.read(upTo(upTo));
  }

  private static Piece upTo(long seq) {
    return new Piece(List.of(), new Place(seq, Integer.MAX_VALUE), true);
  }
}
