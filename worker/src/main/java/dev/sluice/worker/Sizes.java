package dev.sluice.worker;

import io.temporal.common.VersioningBehavior;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How much one worker takes on: sizes for a small machine, in one table. A fixed number of pollers,
 * since autoscaling pollers need a server that advises them, and some of ours do not.
 *
 * <p>A run that waits keeps its threads in the cache. Where the JVM has virtual threads that costs
 * little; elsewhere fewer runs are kept, and the others are replayed when something happens.
 */
final class Sizes {

  private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

  /**
   * More than the four partitions that a task queue has: what waited in one through an outage stays
   * there until somebody polls it.
   */
  private static final int POLLERS = 5;

  /** Half of them poll for runs that are in the cache. */
  private static final int WORKFLOW_POLLERS = 2 * POLLERS;

  private static final int WORKFLOW_TASKS = 50;
  private static final int ACTIVITIES = 50;

  /** A waiting parcel holds a slot but no thread. */
  private static final int PARCELS = 5_000;

  private static final int CACHED_RUNS = VIRTUAL_THREADS ? 2_000 : 300;

  /** A run has a few threads: its own, its steps side by side, its handlers. */
  private static final int THREADS_PER_RUN = 4;

  private static final int STEP_THREADS = 8;

  /** Bounds how long a cancel takes to reach an activity that heartbeats. */
  private static final Duration LONGEST_THROTTLE = Duration.ofSeconds(1);

  private final WorkerConfig config;

  Sizes(WorkerConfig config) {
    this.config = config;
  }

  WorkerFactoryOptions factory() {
    return WorkerFactoryOptions.newBuilder()
        .setWorkflowCacheSize(CACHED_RUNS)
        .setMaxWorkflowThreadCount(CACHED_RUNS * THREADS_PER_RUN)
        .setUsingVirtualWorkflowThreads(VIRTUAL_THREADS)
        .build();
  }

  WorkerOptions orders() {
    return common()
        .setMaxConcurrentWorkflowTaskExecutionSize(WORKFLOW_TASKS)
        .setMaxConcurrentActivityExecutionSize(ACTIVITIES)
        .setDefaultDeadlockDetectionTimeout(config.deadlockDetection().toMillis())
        .build();
  }

  WorkerOptions tasks() {
    return common()
        .setMaxConcurrentWorkflowTaskExecutionSize(WORKFLOW_TASKS)
        .setMaxConcurrentActivityExecutionSize(ACTIVITIES)
        .setDefaultDeadlockDetectionTimeout(config.deadlockDetection().toMillis())
        .build();
  }

  WorkerOptions following() {
    return common().setMaxConcurrentActivityExecutionSize(PARCELS).build();
  }

  private WorkerOptions.Builder common() {
    WorkerOptions.Builder options =
        WorkerOptions.newBuilder()
            .setMaxConcurrentWorkflowTaskPollers(WORKFLOW_POLLERS)
            .setMaxConcurrentActivityTaskPollers(POLLERS)
            .setUsingVirtualThreads(VIRTUAL_THREADS)
            .setMaxHeartbeatThrottleInterval(LONGEST_THROTTLE)
            .setDefaultHeartbeatThrottleInterval(LONGEST_THROTTLE);
    if (config.deployment() != null) {
      options.setDeploymentOptions(
          WorkerDeploymentOptions.newBuilder()
              .setUseVersioning(true)
              .setVersion(config.deployment())
              // Runs live for weeks; the history check is what makes moving them safe.
              .setDefaultVersioningBehavior(VersioningBehavior.AUTO_UPGRADE)
              .build());
    }
    return options;
  }

  /** For the steps of followed parcels: short, but they wait for Temporal's answer. */
  static ExecutorService stepThreads() {
    return Executors.newFixedThreadPool(
        STEP_THREADS,
        task -> {
          Thread thread = new Thread(task, "follow-step");
          thread.setDaemon(true);
          return thread;
        });
  }
}
