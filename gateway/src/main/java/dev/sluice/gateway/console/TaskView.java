package dev.sluice.gateway.console;

import dev.sluice.gateway.message.Message;
import dev.sluice.gateway.message.MessageKey;
import dev.sluice.gateway.message.MessageList;
import dev.sluice.gateway.task.Ballot;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Decision;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.Voter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One question as it stands, to whom it is shown. {@code asking} is that which the forms answer;
 * {@code hasRun} where an event started its run, so that this has a page; {@code led} is the number
 * of the choice that a message led to; {@code shown} are the forms that an open page has, which
 * asks for what is new; {@code poll} is where to ask, if more comes.
 */
record TaskView(
    Frame frame,
    Task task,
    String asking,
    Voter voter,
    MessageList.Told told,
    boolean hasRun,
    Instant now,
    @Nullable String led,
    @Nullable String shown,
    @Nullable String poll) {

  boolean isOpen() {
    return task.isOpen();
  }

  String path() {
    return Links.task(task.id());
  }

  String run() {
    return Links.run(task.workflowId(), null);
  }

  Datum data() {
    return Datum.of(task.data());
  }

  Ballot ballot() {
    return task.ballot();
  }

  @Nullable Instant due() {
    return Words.instant(task.due());
  }

  /** A question without a deadline may be on none. */
  boolean hasLadder() {
    return task.due() != null || ballot().round() > 0;
  }

  boolean isForSeveral() {
    return ballot().quorum() > 1 || ballot().of() != null;
  }

  boolean hasPeople() {
    return ballot().requestedBy() != null
        || !ballot().handedTo().isEmpty()
        || !ballot().added().isEmpty();
  }

  boolean hasTold() {
    return !told.messages().isEmpty();
  }

  /** To whom a message went, and how. */
  static String to(MessageKey key) {
    String by =
        key.reminder() == 0 ? key.channel() : key.channel() + ", reminder " + key.reminder();
    return key.person().isEmpty() ? by : key.person() + ", by " + by;
  }

  /** Why it was not sent, for whoever may mend that: it tells of what is behind the gateway. */
  @Nullable String why(Message message) {
    return voter.operates() || voter.overrules() ? message.error() : null;
  }

  /** Whether the run has taken that vote; else it is on its way. */
  boolean counts(Decision vote) {
    return ballot().counts(vote.decisionId()) || vote.equals(task.decision());
  }

  /** The answer that the run has still to take. */
  @Nullable Decision onItsWay() {
    return task.onItsWay().orElse(null);
  }

  /** What whoever looks has answered already, while others are asked still. */
  @Nullable Decision own() {
    return isOpen() ? voter.vote(task).orElse(null) : null;
  }

  /** Why it is not for whoever looks, where it is open and nobody has answered it. */
  @Nullable String objection() {
    return isOpen() && onItsWay() == null
        ? voter.objection(task).map(Decided.Objected::detail).orElse(null)
        : null;
  }

  private boolean isTheirs() {
    return isOpen() && onItsWay() == null && voter.objection(task).isEmpty();
  }

  boolean mayAnswer() {
    return isTheirs() && voter.vote(task).isEmpty() && !areAllHeard();
  }

  private boolean areAllHeard() {
    Integer of = ballot().of();
    return of != null && task.votesNow().size() >= of;
  }

  List<String> choices(boolean isCommented) {
    return task.choices().stream()
        .filter(choice -> task.needsComment(choice) == isCommented)
        .toList();
  }

  String anchor(String choice) {
    return "choice-" + number(choice);
  }

  private int number(String choice) {
    return task.choices().indexOf(choice) + 1;
  }

  /** By a message's button. It is marked, and nothing is answered by that. */
  boolean isLedTo(String choice) {
    return Integer.toString(number(choice)).equals(led);
  }

  /** The one that a message led to stands out; else those that need no comment do. */
  boolean isFirst(String choice) {
    return task.choices().stream().anyMatch(this::isLedTo)
        ? isLedTo(choice)
        : !task.needsComment(choice);
  }

  /** Whom to hand it to, or to ask besides: names by ids. */
  Map<String, String> others() {
    return isTheirs() ? voter.others(task) : Map.of();
  }

  boolean mayTakeBack() {
    return isOpen() && voter.hasHandedOn(task);
  }

  boolean mayRemark() {
    return isOpen() && voter.mayRemark(task);
  }

  boolean hasMore() {
    return mayTakeBack() || mayRemark() || !others().isEmpty();
  }

  /** Which forms it has, in a word. What somebody is writing is replaced for no less. */
  String may() {
    List<String> may = new ArrayList<>();
    if (mayAnswer()) {
      may.add("answer-" + asking);
    }
    if (!others().isEmpty()) {
      may.add("ask");
    }
    if (mayTakeBack()) {
      may.add("takeBack");
    }
    if (mayRemark()) {
      may.add("remark");
    }
    if (own() != null) {
      may.add("voted");
    }
    return may.isEmpty() ? "nothing" : String.join(".", may);
  }

  boolean hasOtherForms() {
    return !may().equals(shown);
  }

  /** The same, to ask later whether it has become another. */
  TaskView marked(String mark) {
    String again = path() + "&seen=" + mark + "&may=" + may();
    return new TaskView(
        frame, task, asking, voter, told, hasRun, now, led, shown, isOpen() ? again : null);
  }
}
