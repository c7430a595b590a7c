package dev.sluice.gateway.task;

import static dev.sluice.gateway.task.TestVoters.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.task.Decided.Objection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people do with a question but answer it. */
class HandedOnTest extends TogetherCase {

  @Test
  void itIsHandedOnAndTakenBack() {
    ask(0);
    assertThat(delegate("anna", "dora")).isInstanceOf(Decided.Kept.class);
    await().until(() -> delivered.size() == 1);
    assertThat(delivered.get(0))
        .isInstanceOfSatisfying(Act.class, act -> assertThat(act.person()).isEqualTo("dora"));
    inbox
        .put(
            task("role:board", ballot(0, List.of(), Map.of("anna", "dora"), List.of())),
            Set.of(String.valueOf(delivered.get(0).id())))
        .join();

    assertThat(objection(decide("anna", "approve"))).isEqualTo(Objection.handedOn);
    assertThat(decide("dora", "approve")).isInstanceOf(Decided.Kept.class);
    assertThat(act("anna", Act.Kind.takeBack, null)).isInstanceOf(Decided.Kept.class);
    assertThat(objection(act("bob", Act.Kind.takeBack, null))).isEqualTo(Objection.notHandedOn);
  }

  @Test
  void itIsHandedOnlyToMembersWhoAreNotAskedAnyway() {
    ask(0);
    assertThat(delegate("anna", "dorra")).isEqualTo(new Decided.NoSuchPerson("dorra", "dora"));
    assertThat(objection(delegate("anna", "bob"))).isEqualTo(Objection.alreadyAsked);
    assertThat(objection(delegate("dora", "dora"))).isEqualTo(Objection.notYours);
  }

  @Test
  void whoWasAddedAnswersToo() {
    ask(0);
    assertThat(act("anna", Act.Kind.add, "dora")).isInstanceOf(Decided.Kept.class);
    inbox.put(task("role:board", ballot(0, List.of(), Map.of(), List.of("dora")))).join();
    assertThat(decide("dora", "approve")).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void peopleRemarkAndStrangersDoNot() {
    ask(0);
    assertThat(inbox.act(TASK, Act.Kind.comment, null, "hm", member(PEOPLE, "dora")).join())
        .isInstanceOf(Decided.Kept.class);
    Voter reader = new Voter("dashboard", null, false, false, PEOPLE);
    assertThat(objection(inbox.act(TASK, Act.Kind.comment, null, "hm", reader).join()))
        .isEqualTo(Objection.notYours);
  }

  @Test
  void onTheQuestionOfARunThatIsOverARemarkStandsAndNothingElseIsDone() {
    String ended = Task.idOfEndedRun("offer-7", 1);
    Task question = Task.ofEndedRun(ended, "offer-7", "?", JsonNodeFactory.instance.objectNode());
    database
        .write(
            connection -> {
              TaskRows.insert(connection, question, 0);
              return question;
            })
        .join();
    Voter key = new Voter("desk", null, true, false, PEOPLE);

    assertThat(inbox.act(ended, Act.Kind.comment, null, "I look", key).join())
        .isInstanceOf(Decided.Taken.class);
    assertThat(inbox.find(ended).orElseThrow().comments())
        .extracting(Comment::by, Comment::comment)
        .containsExactly(tuple("desk", "I look"));
    assertThat(objection(inbox.act(ended, Act.Kind.add, "dora", null, key).join()))
        .isEqualTo(Objection.notCounted);
  }

  @Test
  void whatIsSaidHasAnEndAndAnAnswerStillCounts() {
    ask(0);
    Voter dora = member(PEOPLE, "dora");
    List<CompletableFuture<Decided>> all =
        IntStream.range(0, 201)
            .mapToObj(i -> inbox.act(TASK, Act.Kind.comment, null, "hm " + i, dora))
            .toList();
    assertThat(all.stream().map(CompletableFuture::join))
        .filteredOn(Decided.Objected.class::isInstance)
        .singleElement()
        .satisfies(last -> assertThat(objection(last)).isEqualTo(Objection.tooMuchSaid));
    assertThat(decide("anna", "approve")).isInstanceOf(Decided.Kept.class);
  }

  @Test
  void theLastWordOfTheRunIsWhatIsAnswered() {
    try (Inbox patient =
        new Inbox(database, this::deliver, Clock.systemUTC(), Duration.ofSeconds(20))) {
      patient.put(task("role:board", ballot(0, List.of(), Map.of(), List.of()))).join();
      var handing = patient.act(TASK, Act.Kind.delegate, "dora", null, member(PEOPLE, "anna"));
      await().until(() -> delivered.size() == 1);
      patient
          .put(
              task("role:board", ballot(0, List.of(), Map.of(), List.of())),
              Set.of(String.valueOf(delivered.get(0).id())))
          .join();
      assertThat(objection(handing.join())).isEqualTo(Objection.notCounted);
    }
  }
}
