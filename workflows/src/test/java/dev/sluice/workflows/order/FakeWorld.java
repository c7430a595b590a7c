package dev.sluice.workflows.order;

import dev.sluice.workflows.event.DerivedEvent;
import dev.sluice.workflows.event.EventPublisher;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.OperationKey;
import dev.sluice.workflows.saga.Refusal;
import dev.sluice.workflows.task.Kept;
import dev.sluice.workflows.task.Ladder;
import dev.sluice.workflows.task.TaskInbox;
import dev.sluice.workflows.task.TaskView;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Providers, people's inbox and gateway, played in memory: an effect happens once per key, a repeat
 * answers as the first did, and every call is recorded. A script says what an activity does
 * instead.
 */
final class FakeWorld {

  /** What an activity does in place of its effect, or around it. */
  interface Script {
    Object play(Supplier<Object> effect);

    /** First this one's surroundings, then the other's effect. */
    default Script then(Script other) {
      return effect -> play(() -> other.play(effect));
    }
  }

  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> effects = new CopyOnWriteArrayList<>();
  final List<DerivedEvent> events = new CopyOnWriteArrayList<>();
  final List<Order> assessed = new CopyOnWriteArrayList<>();
  final List<ShipTo> bookedTo = new CopyOnWriteArrayList<>();
  final List<TaskView> tasks = new CopyOnWriteArrayList<>();
  volatile Kept kept = new Kept(List.of());

  private final Map<String, String> answered = new ConcurrentHashMap<>();
  private final Map<String, Deque<Script>> once = new ConcurrentHashMap<>();
  private final Map<String, Script> always = new ConcurrentHashMap<>();
  private volatile Risk.Assessment assessment =
      new Risk.Assessment(List.of(), new Ladder("order-review", List.of(), "reject", null), null);

  // --- Scripts

  void next(String activity, Script... scripts) {
    once.computeIfAbsent(activity, a -> new ArrayDeque<>()).addAll(List.of(scripts));
  }

  void always(String activity, Script script) {
    always.put(activity, script);
  }

  void heal(String activity) {
    always.remove(activity);
  }

  void askForReview(Ladder ladder) {
    assessment = new Risk.Assessment(List.of("total is 1000.00 or more"), ladder, null);
  }

  void askAboutWhatIsParked(Ladder ladder) {
    assessment = new Risk.Assessment(assessment.reasons(), assessment.ladder(), ladder);
  }

  void askForNoReview() {
    assessment =
        new Risk.Assessment(List.of(), new Ladder("order-review", List.of(), "reject", null), null);
  }

  static Ladder clerk(String otherwise) {
    return new Ladder(
        "order-review",
        List.of(
            new Ladder.Tier(
                "role:clerk",
                Duration.ofMinutes(15),
                List.of(Duration.ofMinutes(5), Duration.ofMinutes(10)))),
        otherwise,
        null);
  }

  static Script refuses(String code) {
    return effect -> {
      throw ApplicationFailure.newNonRetryableFailure(
          "refused: " + code, FailureTypes.REFUSED, new Refusal(code, "refused: " + code));
    };
  }

  static Script fails(String type) {
    return effect -> {
      throw ApplicationFailure.newFailure("it is " + type, type);
    };
  }

  /** Fails, and is not asked again for a while: it keeps long tests short. */
  static Script failsAndWaits(Duration wait) {
    return effect -> {
      throw ApplicationFailure.newFailureWithCauseAndDelay(
          "away", FailureTypes.TRANSIENT, null, wait);
    };
  }

  static Script failsForGood(String type) {
    return effect -> {
      throw ApplicationFailure.newNonRetryableFailure("it is " + type, type);
    };
  }

  /** The work is done, and its answer is lost. */
  static Script losesTheAnswer() {
    return effect -> {
      Object lost = effect.get();
      throw ApplicationFailure.newFailure("cut off before " + lost, FailureTypes.UNKNOWN);
    };
  }

  static Script answers(Object answer) {
    return effect -> answer;
  }

  static Script after(Runnable something) {
    return effect -> {
      something.run();
      return effect.get();
    };
  }

  // --- What became of it all

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  List<String> eventTypes() {
    return events.stream().map(DerivedEvent::type).toList();
  }

  DerivedEvent event(String type) {
    return events.stream().filter(e -> e.type().equals(type)).findFirst().orElseThrow();
  }

  /** What holds stock, money or a carrier, and is neither given back nor used. */
  List<String> leftOver() {
    List<String> open = new ArrayList<>();
    for (String effect : effects) {
      String operation = effect.substring(0, effect.indexOf(' '));
      String reference = effect.substring(effect.indexOf(' ') + 1);
      switch (operation) {
        case "reserve", "authorise", "book" -> open.add(reference);
        case "release", "void", "cancel-booking" -> open.remove(reference);
        case "capture", "commit" -> {}
        default -> throw new IllegalStateException(effect);
      }
    }
    return open;
  }

  Object[] activities() {
    return new Object[] {
      new Stock(),
      new Money(),
      new Carrier(),
      new Follow(),
      new Tell(),
      new Rules(),
      new Gateway(),
      new Inbox()
    };
  }

  Object follow() {
    return new Follow();
  }

  private Object call(String activity, String key, Supplier<Object> effect) {
    calls.add(activity + " " + key);
    Deque<Script> scripted = once.get(activity);
    Script script = null;
    if (scripted != null) {
      synchronized (scripted) {
        script = scripted.poll();
      }
    }
    if (script == null) {
      script = always.get(activity);
    }
    return script == null ? effect.get() : script.play(effect);
  }

  /** Does something once per key; answers its reference. */
  private String effect(String operation, OperationKey key, String reference) {
    return answered.computeIfAbsent(
        key.value(),
        k -> {
          effects.add(operation + " " + reference);
          return reference;
        });
  }

  private Lookup find(String activity, OperationKey key) {
    return (Lookup)
        call(
            activity,
            key.value(),
            () -> {
              String reference = answered.get(key.value());
              return reference == null
                  ? new Lookup(Lookup.State.ABSENT, null)
                  : new Lookup(Lookup.State.DONE, reference);
            });
  }

  private static String after(OperationKey key) {
    return key.value().substring(key.value().indexOf('/') + 1);
  }

  private final class Stock implements Inventory {

    @Override
    public Reservation reserve(OperationKey key, String orderId, List<Line> items) {
      return (Reservation)
          call(
              "inventory.reserve",
              key.value(),
              () -> new Reservation(effect("reserve", key, "r-" + after(key))));
    }

    @Override
    public void release(OperationKey key, String reservationId) {
      call("inventory.release", key.value(), () -> effect("release", key, reservationId));
    }

    @Override
    public void commit(OperationKey key, String reservationId) {
      call("inventory.commit", key.value(), () -> effect("commit", key, reservationId));
    }

    @Override
    public Lookup find(OperationKey reserveKey) {
      return FakeWorld.this.find("inventory.find", reserveKey);
    }
  }

  private final class Money implements Payments {

    @Override
    public Authorisation authorise(OperationKey key, Charge charge) {
      return (Authorisation)
          call(
              "payment.authorise",
              key.value(),
              () -> new Authorisation(effect("authorise", key, "a-" + after(key))));
    }

    @Override
    public Capture capture(OperationKey key, String authorisationId) {
      return (Capture)
          call(
              "payment.capture",
              key.value(),
              () -> {
                effect("capture", key, authorisationId);
                return new Capture("t-" + after(key));
              });
    }

    @Override
    public void voidAuthorisation(OperationKey key, String authorisationId) {
      call("payment.void", key.value(), () -> effect("void", key, authorisationId));
    }

    @Override
    public Lookup find(OperationKey authoriseKey) {
      return FakeWorld.this.find("payment.find", authoriseKey);
    }
  }

  private final class Carrier implements Shipping {

    @Override
    public Booking book(
        OperationKey key, String orderId, ShipTo shipTo, List<Inventory.Line> items) {
      return (Booking)
          call(
              "shipping.book",
              key.value(),
              () -> {
                bookedTo.add(shipTo);
                return new Booking(effect("book", key, "b-" + after(key)), "TRACK-1", "2026-11-24");
              });
    }

    @Override
    public void cancel(OperationKey key, String bookingId) {
      call("shipping.cancel", key.value(), () -> effect("cancel-booking", key, bookingId));
    }

    @Override
    public Lookup find(OperationKey bookKey) {
      return FakeWorld.this.find("shipping.find", bookKey);
    }
  }

  private final class Follow implements Following {

    @Override
    public HandedOver untilHandedOver(String bookingId) {
      return (HandedOver)
          call(
              "shipping.follow",
              bookingId,
              () -> new HandedOver(bookingId, "2026-11-22T10:00:00Z"));
    }
  }

  private final class Tell implements Notices {

    @Override
    public Sent confirmed(OperationKey key, Confirmation confirmation) {
      return (Sent) call("notices.confirmed", key.value(), () -> new Sent(confirmation.email()));
    }
  }

  private final class Rules implements Risk {

    @Override
    public Assessment assess(Order order) {
      assessed.add(order);
      return (Assessment) call("risk.assess", "", () -> assessment);
    }
  }

  private final class Gateway implements EventPublisher {

    @Override
    public void publish(DerivedEvent event) {
      call("events.publish", event.id(), () -> events.add(event));
    }
  }

  private final class Inbox implements TaskInbox {

    @Override
    public void put(TaskView task) {
      call("tasks.put", task.id() + " " + task.state(), () -> tasks.add(task));
    }

    @Override
    public Kept kept(String taskId) {
      return (Kept) call("tasks.kept", taskId, () -> kept);
    }
  }
}
