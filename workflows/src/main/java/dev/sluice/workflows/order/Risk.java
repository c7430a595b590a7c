package dev.sluice.workflows.order;

import dev.sluice.workflows.task.Ladder;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a person must look at an order before money moves. The rules are configuration, kept out
 * of workflow code.
 */
@ActivityInterface
public interface Risk {

  @ActivityMethod(name = "risk.assess")
  Assessment assess(Order order);

  /**
   * No reasons: no review. Without {@code parked} whoever operates is asked when a step is stuck.
   */
  record Assessment(List<String> reasons, Ladder ladder, @Nullable Ladder parked) {}
}
