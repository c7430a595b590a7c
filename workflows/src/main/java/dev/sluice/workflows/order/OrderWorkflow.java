package dev.sluice.workflows.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.sluice.workflows.json.AnyJson;
import dev.sluice.workflows.task.Act;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.TaskWord;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/** One order. What a caller may ask of a run, and what it answers. */
@WorkflowInterface
public interface OrderWorkflow {

  @WorkflowMethod
  OrderResult run(Order order);

  /**
   * Before hand-over everything is undone; after it the answer is "too late", noted in the ledger.
   */
  @SignalMethod
  void cancel(CancelRequest request);

  @SignalMethod
  void decide(Decision decision);

  @SignalMethod
  void act(Act act);

  /** The carrier's callback: ends the following early. */
  @SignalMethod
  void handedOver(Following.HandedOver handedOver);

  /** Refused once the parcel is booked. */
  @UpdateMethod
  ShipTo changeAddress(ShipTo shipTo);

  @UpdateValidatorMethod(updateName = "changeAddress")
  void mayChangeAddress(ShipTo shipTo);

  @QueryMethod
  Progress progress();

  /** What people are asked now, and what became of what they were asked last. */
  @QueryMethod(name = TaskWord.QUERY)
  TaskWord tasks();

  record CancelRequest(@Nullable String orderId, @Nullable String reason) {

    /** From JSON of any shape: a reason that cannot be read takes nothing from the request. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static CancelRequest of(Object json) {
      AnyJson given = new AnyJson(json);
      return new CancelRequest(
          given.text("orderId").orElse(null),
          given.isObject() ? given.text("reason").orElse(null) : given.text());
    }
  }
}
