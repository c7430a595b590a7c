package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.message.Link;
import dev.sluice.gateway.message.Links;
import dev.sluice.gateway.message.Until;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Decided;
import dev.sluice.gateway.task.Decision;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.Voter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{token}}: a question, for whom a message asked, who need not sign in. To look changes
 * nothing, whatever looks: scanners of mail do. To answer counts as that person's, once, and never
 * in the browser of somebody else. The token is told to nobody, and to no log.
 */
public final class LinksApi implements Edge.Api {

  static final String PREFIX = "/t/";
  private static final String PATH = PREFIX + "{token}";
  private static final int MAX_COMMENT = 4096;
  private static final int MOST_FACTS = 20;
  private static final int LONGEST_FACT = 300;
  private static final int GONE = 410;

  private final Links links;
  private final Inbox inbox;
  private final SignInApi.Look look;
  private final Executor threads;

  public LinksApi(Links links, Inbox inbox, SignInApi.Look look, Executor threads) {
    this.links = links;
    this.inbox = inbox;
    this.look = look;
    this.threads = threads;
  }

  /** What a link leads to. */
  private sealed interface Found {

    record Question(Task task, Person person) implements Found {}

    /** Nothing to answer: why. */
    record Nothing(int status, String title, String word) implements Found {}
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PATH, this::open, Role.open);
    routes.head(PATH, this::open, Role.open); // Scanners of mail try this first.
    routes.post(PATH, this::post, Role.open);
  }

  private void open(Context ctx) {
    Found found = find(ctx);
    if (found instanceof Found.Question question) {
      ask(ctx, 200, "", question);
    } else {
      nothing(ctx, (Found.Nothing) found);
    }
  }

  private Found find(Context ctx) {
    Optional<Link> link = links.find(ctx.pathParam("token"));
    if (link.isEmpty()) {
      return new Found.Nothing(
          404, "Nothing to answer here", "This link is none of ours, or it is a very old one.");
    }
    Optional<Found> others = others(ctx, link.get());
    return others.isPresent() ? others.get() : find(ctx, link.get());
  }

  /** A link that was passed on says nothing to whoever is known here as somebody else. */
  private static Optional<Found> others(Context ctx, Link link) {
    Optional<Caller> signedIn =
        Door.anybody(ctx).filter(Credentials.Known::isByBrowser).map(Credentials.Known::caller);
    return signedIn
        .filter(caller -> !caller.actor().equals(link.person()))
        .map(
            caller ->
                new Found.Nothing(
                    403,
                    "This link is for somebody else",
                    "You are signed in, and the question was not sent to you. If it is with you"
                        + " too, you find it in the console."));
  }

  private Found find(Context ctx, Link link) {
    Optional<Task> task = inbox.find(link.taskId());
    Optional<Person> person = Door.people(ctx).find(link.person());
    if (task.isEmpty()) {
      return new Found.Nothing(
          GONE, "Nothing to answer any more", "The question is not there any more.");
    }
    if (person.filter(each -> links.isTo(link, each)).isEmpty()) {
      return new Found.Nothing(
          GONE,
          "This link was for another address",
          "The address that it was sent to is not in use here any more. If you are still asked,"
              + " you find the question in the console.");
    }
    if (!task.get().isOpen()) {
      return new Found.Nothing(GONE, "It is answered already", ending(task.get()));
    }
    if (link.isEarlier()) {
      return new Found.Nothing(
          GONE,
          "It was asked anew",
          "Since this link was sent the question was asked once more, and a newer message has"
              + " the link to answer it. You find it in the console, too.");
    }
    if (link.spentAt() != null) {
      return new Found.Nothing(
          GONE, "You have answered", "This link was used before, and it works once.");
    }
    if (task.get().ballot().round() != link.round()) {
      return new Found.Nothing(
          GONE,
          "It has moved on",
          "The time to answer was over, and now it is with " + task.get().tier() + ".");
    }
    if (links.isExpired(link)) {
      return new Found.Nothing(
          GONE, "This link is too old", "The question is still open: you find it in the console.");
    }
    return notTheirs(task.get(), Voter.ofMessage(person.get(), Door.people(ctx)))
        .orElseGet(() -> new Found.Question(task.get(), person.get()));
  }

  /** Since the mail was sent it was taken back, or answered in another way. */
  private static Optional<Found> notTheirs(Task task, Voter voter) {
    Optional<Decision> onItsWay = task.onItsWay();
    if (onItsWay.isPresent()) {
      return Optional.of(new Found.Nothing(GONE, "It is answered already", answer(onItsWay.get())));
    }
    Optional<Decision> theirs = voter.vote(task);
    if (theirs.isPresent()) {
      return Optional.of(
          new Found.Nothing(
              GONE, "You have answered", "Your answer is: " + theirs.get().decision() + "."));
    }
    return voter
        .objection(task)
        .map(
            no ->
                new Found.Nothing(
                    TaskProblems.of(task.id(), no).status(),
                    "It is not with you any more",
                    no.detail()));
  }

  private static String ending(Task task) {
    Decision decision = task.decision();
    if (decision == null) {
      return "Nobody answered in time, and the question is closed.";
    }
    return answer(decision);
  }

  private static String answer(Decision decision) {
    String by = decision.by() == null ? "" : ", by " + decision.by();
    return "The answer was: " + decision.decision() + by + ".";
  }

  private void post(Context ctx) {
    Found found = find(ctx);
    if (found instanceof Found.Question question) {
      answer(ctx, question);
    } else {
      nothing(ctx, (Found.Nothing) found);
    }
  }

  private void answer(Context ctx, Found.Question question) {
    String choice = field(ctx, "decision");
    String comment = field(ctx, "comment");
    if (choice == null || (comment != null && comment.length() > MAX_COMMENT)) {
      ask(
          ctx,
          400,
          "Please choose one of the answers; a comment has at most 4096 letters.",
          question);
      return;
    }
    String token = ctx.pathParam("token");
    Voter voter = Voter.ofMessage(question.person(), Door.people(ctx));
    String said = comment == null || comment.isBlank() ? null : comment;
    ctx.future(
        () ->
            inbox
                .decide(
                    question.task().id(),
                    choice,
                    said,
                    voter,
                    links.voucher(token, question.person()))
                .thenAcceptAsync(decided -> answer(ctx, question, choice, decided), threads));
  }

  private void answer(Context ctx, Found.Question question, String choice, Decided decided) {
    if (decided instanceof Decided.Taken) {
      thank(ctx, choice, "Your answer was taken: ");
    } else if (decided instanceof Decided.Kept) {
      thank(ctx, choice, "Your answer is kept, and reaches its run as soon as that is there: ");
    } else if (decided instanceof Decided.NoVoucher) {
      open(ctx); // It says why: somebody was faster with the same link, or its time is over.
    } else {
      Problem problem = TaskProblems.of(question.task().id(), decided);
      if (problem.status() == 422) {
        ask(ctx, 422, problem.detail(), question);
      } else {
        nothing(ctx, new Found.Nothing(problem.status(), problem.title(), problem.detail()));
      }
    }
  }

  private void thank(Context ctx, String choice, String words) {
    show(ctx, 200, page(ctx, "Thank you", "").says(words + choice + "."));
  }

  private void ask(Context ctx, int status, String word, Found.Question question) {
    Task task = question.task();
    SignInPage page =
        page(ctx, "A question for " + question.person().name(), word).says(task.question());
    int facts = 0;
    for (var fact : task.data().properties()) {
      JsonNode value = fact.getValue();
      if (value.isValueNode() && !value.isNull() && facts++ < MOST_FACTS) {
        page.says(clipped(fact.getKey()) + ": " + clipped(value.asText()));
      }
    }
    if (task.due() != null) {
      page.says(
          "To be answered until " + Until.in(task.due(), question.person(), Locale.ENGLISH) + ".");
    }
    page.answerForm(ctx.path(), task.choices());
    show(ctx, status, page);
  }

  private static String clipped(String text) {
    return text.length() <= LONGEST_FACT ? text : text.substring(0, LONGEST_FACT) + "…";
  }

  private void nothing(Context ctx, Found.Nothing nothing) {
    show(
        ctx,
        nothing.status(),
        page(ctx, nothing.title(), "").says(nothing.word()).link("/console", "To the console"));
  }

  private SignInPage page(Context ctx, String title, String word) {
    return new SignInPage(title, word, look, SignInApi.theme(ctx));
  }

  private static void show(Context ctx, int status, SignInPage page) {
    ctx.header("X-Robots-Tag", "noindex");
    SignInApi.answer(ctx, status, page);
  }

  private static @Nullable String field(Context ctx, String name) {
    return Csrf.isForm(ctx) ? Objects.requireNonNullElse(ctx.formParam(name), "").strip() : null;
  }
}
