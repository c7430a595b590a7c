package dev.sluice.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Delivery;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Voter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a link is good for, as the transaction of an answer sees it. */
class LinksTest {

  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
  private final Person anna = MessageRig.person("anna", "Anna", "clerk", null);
  private final People people = People.of(List.of(anna));
  private Database database;
  private Inbox inbox;
  private Links links;
  private String token;

  @BeforeEach
  void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    inbox =
        new Inbox(
            database, (workflowId, said) -> Delivery.Outcome.taken, clock, Duration.ofMillis(50));
    links = new Links(database, KEY, clock);
    ask(0);
    token = links.issue(key(0, 0), "anna@example.com", Duration.ofDays(7));
  }

  private static MessageKey key(int life, int round) {
    return new MessageKey(MessageRig.TASK, life, round, 0, Channels.MAIL, "anna");
  }

  @AfterEach
  void close() {
    inbox.close();
    database.close();
  }

  private void ask(int round) {
    var unused = inbox.put(MessageRig.task(round)).join();
  }

  private CompletableFuture<Decided> approve() {
    return approve(anna);
  }

  private CompletableFuture<Decided> approve(Person anna) {
    Voter voter = Voter.ofMessage(anna, people);
    return inbox.decide(MessageRig.TASK, "approve", null, voter, links.voucher(token, anna));
  }

  @Test
  void ofTwentyAnswersAtOnceByOneLinkOneIsKept() {
    List<CompletableFuture<Decided>> all =
        IntStream.range(0, 20).mapToObj(each -> approve()).toList();
    List<Decided> decided = all.stream().map(CompletableFuture::join).toList();
    assertThat(decided).filteredOn(Decided.Kept.class::isInstance).hasSize(1);
    assertThat(decided).filteredOn(Decided.NoVoucher.class::isInstance).hasSize(19);
  }

  @Test
  void whatIsTooOldIsNoGood() {
    clock.advance(Duration.ofDays(7));
    assertThat(approve().join()).isInstanceOf(Decided.NoVoucher.class);
  }

  @Test
  void eachTimeItIsSentItIsGoodFromThenOn() {
    clock.advance(Duration.ofDays(8));
    assertThat(links.issue(key(0, 0), "anna@example.com", Duration.ofDays(7))).isEqualTo(token);
    clock.advance(Duration.ofDays(6));
    assertThat(approve().join()).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void whatIsSpentStaysSpentWhenItIsSentAgain() {
    assertThat(approve().join()).isInstanceOf(Decided.Kept.class);
    long before = links.find(token).orElseThrow().expiresAt();
    clock.advance(Duration.ofDays(1));
    var unused = links.issue(key(0, 0), "anna@example.com", Duration.ofDays(7));
    Link link = links.find(token).orElseThrow();
    assertThat(link.spentAt()).isNotNull();
    assertThat(link.expiresAt()).isEqualTo(before);
  }

  @Test
  void ofAnotherRoundItIsNoGood() {
    ask(1);
    assertThat(approve().join()).isInstanceOf(Decided.NoVoucher.class);
  }

  @Test
  void onceTheQuestionWasAskedAfreshItIsNoGood() {
    ask(1);
    ask(0);
    assertThat(links.find(token).orElseThrow().isEarlier()).isTrue();
    assertThat(approve().join()).isInstanceOf(Decided.NoVoucher.class);
    token = links.issue(key(1, 0), "anna@example.com", Duration.ofDays(7));
    assertThat(approve().join()).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void onceThePersonHasAnotherAddressItIsNoGood() {
    Person moved =
        new Person(
            "anna", "Anna", "anna@example.org", "anna", anna.roles(), anna.access(), anna.zone());
    assertThat(approve(moved).join()).isInstanceOf(Decided.NoVoucher.class);
    assertThat(approve(anna).join()).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void anAnswerThatIsNotTakenSpendsNothing() {
    Voter voter = Voter.ofMessage(anna, people);
    assertThat(
            inbox.decide(MessageRig.TASK, "maybe", null, voter, links.voucher(token, anna)).join())
        .isInstanceOf(Decided.NotOffered.class);
    assertThat(links.find(token).orElseThrow().spentAt()).isNull();
    assertThat(approve().join()).isInstanceOf(Decided.Kept.class);
    assertThat(links.find(token).orElseThrow().spentAt()).isNotNull();
  }

  @Test
  void withAnotherKeyThereIsAnotherToken() {
    byte[] other = KEY.clone();
    other[0]++;
    assertThat(new Links(database, other, clock).token(key(0, 0), "anna@example.com"))
        .matches("[A-Za-z0-9_-]{43}")
        .isNotEqualTo(token);
    assertThat(links.token(key(0, 0), "anna@example.com")).isEqualTo(token);
    assertThat(links.token(key(0, 1), "anna@example.com")).isNotEqualTo(token);
    assertThat(links.token(key(1, 0), "anna@example.com")).isNotEqualTo(token);
    assertThat(links.token(key(0, 0), "anna@example.org")).isNotEqualTo(token);
    assertThat(links.find("not a token")).isEmpty();
  }
}
