package dev.sluice.gateway.task;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Requests that wait for a run to hear what they said, or to close its task. Safe for many threads.
 */
final class Waiters {

  private final Map<String, List<Waiter>> byTask = new ConcurrentHashMap<>();

  private record Waiter(String saidId, CompletableFuture<Task> task) {}

  /** To be left again by {@link #leave}. */
  CompletableFuture<Task> await(String taskId, String saidId) {
    Waiter waiter = new Waiter(saidId, new CompletableFuture<>());
    byTask.compute(
        taskId,
        (id, waiting) -> {
          List<Waiter> list = waiting == null ? new CopyOnWriteArrayList<>() : waiting;
          list.add(waiter);
          return list;
        });
    return waiter.task();
  }

  void leave(String taskId, CompletableFuture<Task> waited) {
    byTask.computeIfPresent(
        taskId,
        (id, waiting) -> {
          waiting.removeIf(each -> each.task() == waited);
          return waiting.isEmpty() ? null : waiting;
        });
  }

  void told(Task task, Set<String> heard) {
    for (Waiter waiter : byTask.getOrDefault(task.id(), List.of())) {
      if (!task.isOpen() || heard.contains(waiter.saidId())) {
        waiter.task().complete(task);
      }
    }
  }
}
