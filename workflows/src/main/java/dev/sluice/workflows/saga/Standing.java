package dev.sluice.workflows.saga;

import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where a run stands, as people see it: search attributes and current details, told only when they
 * change. A run that was started without our search attributes writes none, since they may not be
 * registered there. Workflow code.
 */
public final class Standing {

  private static final SearchAttributeKey<String> ROUTE =
      SearchAttributeKey.forKeyword("SluiceRoute");
  private static final SearchAttributeKey<String> STATE =
      SearchAttributeKey.forKeyword("SluiceState");
  private static final SearchAttributeKey<String> STEP =
      SearchAttributeKey.forKeyword("SluiceStep");

  private final Ledger ledger;
  private final Map<Integer, Wait> waits = new LinkedHashMap<>();
  private SagaState base = SagaState.working;
  private String step = "";
  private int lastWait;
  private String toldState = "";
  private String toldStep = "";

  private record Wait(SagaState state, String forWhat) {}

  public Standing(Ledger ledger) {
    this.ledger = ledger;
    ledger.onChange(this::describe);
  }

  public void at(String nextStep) {
    step = nextStep;
    tell();
  }

  void become(SagaState next) {
    base = next;
    tell();
  }

  /** The last word, when nothing more will happen. */
  public void done() {
    become(SagaState.done);
  }

  /** Waits for something, and says so meanwhile. */
  public <T> T during(SagaState state, String forWhat, Supplier<T> wait) {
    int number = ++lastWait;
    waits.put(number, new Wait(state, forWhat));
    tell();
    try {
      T result = wait.get();
      ended(number);
      return result;
    } catch (TemporalFailure e) {
      // Not in a finally: a thread that the worker evicts must not command anything.
      ended(number);
      throw e;
    }
  }

  /** Waits as a part of the ordinary work. */
  public <T> T during(String forWhat, Supplier<T> wait) {
    return during(base, forWhat, wait);
  }

  /** What most needs a person's eye: what is parked, then what waits, then the work itself. */
  public SagaState state() {
    if (has(SagaState.parked)) {
      return SagaState.parked;
    }
    return has(SagaState.waitingForPerson) ? SagaState.waitingForPerson : base;
  }

  public Optional<String> step() {
    return step.isEmpty() ? Optional.empty() : Optional.of(step);
  }

  public Optional<String> waitsFor() {
    return waits.isEmpty()
        ? Optional.empty()
        : Optional.of(waits.values().stream().map(Wait::forWhat).collect(Collectors.joining("; ")));
  }

  private boolean has(SagaState state) {
    return waits.values().stream().anyMatch(wait -> wait.state() == state);
  }

  private void ended(int number) {
    waits.remove(number);
    tell();
  }

  private void tell() {
    describe();
    String state = state().name();
    if (state.equals(toldState) && step.equals(toldStep)) {
      return;
    }
    if (Workflow.getTypedSearchAttributes().containsKey(ROUTE)) {
      Workflow.upsertTypedSearchAttributes(
          SearchAttributeUpdate.valueSet(STATE, state), SearchAttributeUpdate.valueSet(STEP, step));
    }
    toldState = state;
    toldStep = step;
  }

  private void describe() {
    Workflow.setCurrentDetails(Details.of(this, ledger.entries()));
  }
}
