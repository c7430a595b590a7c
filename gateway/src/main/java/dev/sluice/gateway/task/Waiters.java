package dev.sluice.gateway.task;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Requests that wait for a run to close its task. Safe for many threads. */
final class Waiters {

  private final Map<String, List<CompletableFuture<Task>>> byTask = new ConcurrentHashMap<>();

  /** To be left again by {@link #leave}. */
  CompletableFuture<Task> await(String taskId) {
    CompletableFuture<Task> waiter = new CompletableFuture<>();
    byTask.compute(
        taskId,
        (id, waiting) -> {
          List<CompletableFuture<Task>> list =
              waiting == null ? new CopyOnWriteArrayList<>() : waiting;
          list.add(waiter);
          return list;
        });
    return waiter;
  }

  void leave(String taskId, CompletableFuture<Task> waiter) {
    byTask.computeIfPresent(
        taskId,
        (id, waiting) -> {
          waiting.removeIf(each -> each == waiter);
          return waiting.isEmpty() ? null : waiting;
        });
  }

  void closed(Task task) {
    byTask.getOrDefault(task.id(), List.of()).forEach(waiter -> waiter.complete(task));
  }
}
