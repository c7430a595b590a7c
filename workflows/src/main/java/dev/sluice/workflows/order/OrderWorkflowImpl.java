package dev.sluice.workflows.order;

import dev.sluice.workflows.event.Outbox;
import dev.sluice.workflows.order.OrderResult.Outcome;
import dev.sluice.workflows.saga.Ending;
import dev.sluice.workflows.saga.Ledger;
import dev.sluice.workflows.saga.LedgerEntry.StepState;
import dev.sluice.workflows.saga.Refusal;
import dev.sluice.workflows.saga.Saga;
import dev.sluice.workflows.saga.Standing;
import dev.sluice.workflows.task.Act;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Desk;
import dev.sluice.workflows.task.Inbox;
import dev.sluice.workflows.task.TaskCalls;
import dev.sluice.workflows.task.TaskWord;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One order, from placed to handed over, or undone. Deterministic; every effect is an activity with
 * the key {@code <workflowId>/<step>}. Signals may come before {@link #run} does.
 */
public final class OrderWorkflowImpl implements OrderWorkflow {

  private final OrderRules.Verdict verdict;
  private final Patience patience;
  private final Ledger ledger = new Ledger();
  private final Standing standing = new Standing(ledger);

  /** Apart from the events: those that cannot be told must not keep a question from the inbox. */
  private final Outbox forInbox = new Outbox(ledger, standing);

  private final Outbox forEvents = new Outbox(ledger, standing);
  private final Desk desk;
  private final OrderEvents events;
  private final Saga saga;
  private final Review review;
  private final Parcel parcel;

  private final String orderId;
  private Optional<ShipTo> newAddress = Optional.empty();
  private boolean addressFixed;
  private Optional<Inventory.Reservation> reservation = Optional.empty();
  private Optional<Payments.Authorisation> authorisation = Optional.empty();
  private Optional<Shipping.Booking> booking = Optional.empty();
  private Optional<Payments.Capture> capture = Optional.empty();

  @WorkflowInit
  public OrderWorkflowImpl(Order order) {
    this(order, Patience.standard());
  }

  /** For a worker that goes on trying for another time than the standard one. */
  public OrderWorkflowImpl(Order order, Patience patience) {
    Order placed = Objects.requireNonNullElse(order, Order.EMPTY);
    this.patience = patience;
    this.verdict = OrderRules.check(placed);
    this.orderId = placed.orderId() == null ? Workflow.getInfo().getWorkflowId() : placed.orderId();
    this.events = new OrderEvents(forEvents, patience, orderId);
    this.desk = new Desk(ledger, new Inbox(forInbox, standing, TaskCalls.inbox(patience.news())));
    PersonsDecide parking = new PersonsDecide(desk, standing, events, orderId);
    this.saga = new Saga(ledger, standing, parking);
    this.review = new Review(saga, standing, desk, events, patience, parking);
    this.parcel = new Parcel(saga, standing, desk, patience);
  }

  // --- The story

  @Override
  public OrderResult run(Order ignored) {
    Ending ending = saga.undertake(this::placeUntilHandedOver);
    OrderResult result =
        saga.complete(
            () -> {
              if (ending instanceof Ending.Completed) {
                takeMoneyAndTell();
              }
              return end(ending);
            });
    keepForTemporalsCancel(result);
    return result;
  }

  /** All of this is undone when any of it cannot be done. */
  private void placeUntilHandedOver() {
    CheckedOrder order = accepted();
    Providers providers = new Providers(patience, order);
    if (isRepeated()) {
      saga.mayBeDone(providers.reserve(), providers.authorise(), providers.book(order.shipTo()));
    }

    reservation = Optional.of(saga.step(providers.reserve()));
    events.reserved(reservation.get());
    review.clear(order, () -> shipTo(order));
    authorisation = Optional.of(saga.step(providers.authorise()));
    review.clear(order, () -> shipTo(order)); // Asks again only when the address has changed.
    addressFixed = true;
    booking = Optional.of(saga.step(providers.book(shipTo(order))));
    parcel.follow(orderId, booking.get().bookingId());
  }

  /** The pivot is behind: the carrier has the parcel, and nothing is taken back any more. */
  private void takeMoneyAndTell() {
    CheckedOrder order = accepted();
    Providers providers = new Providers(patience, order);

    // Unknown only when a cancel came too late for what was done before this run knew its answer:
    // the answer was lost, or an earlier life of the run had it. Its key gives it.
    booking = booking.or(() -> saga.must(providers.book(shipTo(order))));
    reservation = reservation.or(() -> saga.must(providers.reserve()));
    saga.together(
        () -> capture = new Capturing(saga, providers).capture(authorisation),
        () -> reservation.ifPresent(held -> saga.must(providers.commit(held.reservationId()))));
    events.confirmed(order, booking, capture);
    booking.ifPresent(booked -> saga.bestEffort(providers.notifyCustomer(booked)));
  }

  // --- Signals, updates, queries

  @Override
  public void cancel(CancelRequest request) {
    saga.cancel(
        Optional.ofNullable(request)
            .map(CancelRequest::reason)
            .filter(reason -> !reason.isBlank())
            .orElse("cancelled on request"));
  }

  @Override
  public void decide(Decision decision) {
    // By hand, a signal is easily sent without its input: that must not stop the run.
    desk.decide(Objects.requireNonNullElse(decision, Decision.NONE));
  }

  @Override
  public void act(Act act) {
    desk.act(Objects.requireNonNullElse(act, Act.NONE));
  }

  @Override
  public void handedOver(Following.HandedOver handedOver) {
    Following.HandedOver given =
        Objects.requireNonNullElse(handedOver, Following.HandedOver.BY_HAND);
    if (given.bookingId() != null
        && booking.filter(ours -> !ours.bookingId().equals(given.bookingId())).isPresent()) {
      ledger.note("handedOver", StepState.skipped, "not our booking: " + given.bookingId());
    }
    parcel.handedOver(given);
  }

  @Override
  public ShipTo changeAddress(ShipTo shipTo) {
    boolean same = newAddress.filter(shipTo::equals).isPresent();
    newAddress = Optional.of(shipTo);
    ledger.note("address", StepState.done, "changed on request");
    if (!same) {
      review.addressChanged();
    }
    return shipTo;
  }

  @Override
  public void mayChangeAddress(ShipTo shipTo) {
    if (addressFixed || !saga.goesForward()) {
      throw ApplicationFailure.newFailure(
          "the address of order " + orderId + " can no longer be changed", "AddressFixed");
    }
    List<String> problems = OrderRules.problems(shipTo);
    if (!problems.isEmpty()) {
      throw ApplicationFailure.newFailure(String.join("; ", problems), "InvalidAddress");
    }
  }

  @Override
  public TaskWord tasks() {
    return desk.word();
  }

  @Override
  public Progress progress() {
    return new Progress(
        standing.state().name(),
        standing.step().orElse(null),
        standing.waitsFor().orElse(null),
        ledger.entries());
  }

  // --- Inside

  private CheckedOrder accepted() {
    if (verdict instanceof OrderRules.Verdict.Accepted accepted) {
      return accepted.order();
    }
    String problems = String.join("; ", ((OrderRules.Verdict.Wrong) verdict).problems());
    ledger.note("validate", StepState.refused, problems);
    throw saga.refuse(new Refusal("invalid", problems));
  }

  /** Whether an engine that was lost with its memory may have run this before. */
  private static boolean isRepeated() {
    return Boolean.TRUE.equals(Workflow.getMemo("repeated", Boolean.class, Boolean.class));
  }

  private ShipTo shipTo(CheckedOrder order) {
    return newAddress.orElse(order.shipTo());
  }

  /** The last of a run: the world is told, then it ends. */
  private OrderResult end(Ending ending) {
    Outcome outcome = Outcome.confirmed;
    String reason = null;
    if (ending instanceof Ending.Refused refused) {
      outcome = Outcome.refused;
      reason = refused.refusal().code() + ": " + refused.refusal().message();
    } else if (ending instanceof Ending.Cancelled cancelled) {
      outcome = Outcome.cancelled;
      reason = cancelled.reason();
    } else if (ending instanceof Ending.Failed failed) {
      outcome = Outcome.compensated;
      reason = failed.reason();
    }
    if (reason != null) {
      events.undone(outcome, reason);
    }
    saga.beside().join();
    forInbox.empty();
    forEvents.empty();
    standing.done();
    Workflow.await(Workflow::isEveryHandlerFinished);
    return new OrderResult(
        orderId,
        outcome,
        reason,
        capture.map(Payments.Capture::transactionId).orElse(null),
        confirmed(outcome).map(Shipping.Booking::trackingNumber).orElse(null),
        confirmed(outcome).map(Shipping.Booking::estimatedDelivery).orElse(null),
        ledger.entries());
  }

  private Optional<Shipping.Booking> confirmed(Outcome outcome) {
    return outcome == Outcome.confirmed ? booking : Optional.empty();
  }

  /**
   * The SDK closes a run that was cancelled in Temporal as cancelled, whatever it returns: the memo
   * keeps how the order ended.
   */
  private static void keepForTemporalsCancel(OrderResult result) {
    if (CancellationScope.current().isCancelRequested()) {
      Workflow.upsertMemo(Map.of("result", result));
    }
  }
}
