package dev.sluice.gateway.console;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * However many ask the same at the same time, it is worked out once: who comes while it is gets
 * that answer too. So what hangs holds up one thread, and not one of each open page. Safe for many
 * threads.
 */
final class UnderWay<K, V> {

  private final Function<K, CompletableFuture<V>> ask;
  private final ConcurrentMap<K, CompletableFuture<V>> asked = new ConcurrentHashMap<>();

  UnderWay(Function<K, CompletableFuture<V>> ask) {
    this.ask = ask;
  }

  CompletableFuture<V> of(K key) {
    CompletableFuture<V> answer = asked.computeIfAbsent(key, ask);
    var unused = answer.whenComplete((value, failure) -> asked.remove(key, answer));
    return answer.copy();
  }
}
