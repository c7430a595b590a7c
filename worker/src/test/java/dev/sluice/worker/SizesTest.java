package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.worker.WorkerOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SizesTest {

  /** What a server has unless it is told otherwise. */
  private static final int PARTITIONS = 4;

  /** After an outage a partition keeps what it has until somebody polls it. */
  @Test
  void everyPartitionOfAQueueIsPolled() {
    Sizes sizes = new Sizes(WorkerConfig.from(WorkerConfigTest.LEAST));
    Map<String, WorkerOptions> queues =
        Map.of("orders", sizes.orders(), "tasks", sizes.tasks(), "follow", sizes.following());
    queues.forEach(
        (queue, options) -> {
          assertThat(options.getMaxConcurrentActivityTaskPollers())
              .as(queue)
              .isGreaterThan(PARTITIONS);
          // Every other one polls for the runs in the cache.
          assertThat(options.getMaxConcurrentWorkflowTaskPollers() / 2)
              .as(queue)
              .isGreaterThan(PARTITIONS);
        });
  }
}
