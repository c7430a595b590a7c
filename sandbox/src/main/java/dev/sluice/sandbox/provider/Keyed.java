package dev.sluice.sandbox.provider;

import dev.sluice.sandbox.store.Answers;
import dev.sluice.sandbox.store.Answers.Kept;
import dev.sluice.sandbox.store.Store;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Once per key: the effect and its answer are one transaction, and a repeat is answered from what
 * was kept. Which keys are at work is known to this process alone, and rightly so: with the process
 * the work ends, and has then either been committed or not been done. Thread-safe.
 */
final class Keyed {

  private final Store store;
  private final Clock clock;
  private final Map<String, String> atWork = new ConcurrentHashMap<>();

  Keyed(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The answer that was given, if one was. */
  Optional<Answer> repeated(Incoming call) {
    return store.read(tx -> Answers.find(tx, call.key())).map(kept -> answer(call, kept));
  }

  /** Marks the key as at work, or says that it is. Every begin has its {@link #end}. */
  void begin(Incoming call) {
    String other = atWork.putIfAbsent(call.key(), call.fingerprint());
    if (other != null) {
      if (!other.equals(call.fingerprint())) {
        throw conflict();
      }
      throw Problem.of(
              409, "in-progress", "Still at work", "the first call with this key is not done yet")
          .with("Retry-After", "1");
    }
  }

  void end(Incoming call) {
    atWork.remove(call.key());
  }

  /** Does the work unless it has been done. */
  Answer once(String operation, Incoming call, Change change) {
    return store.write(
        tx -> {
          Optional<Kept> kept = Answers.find(tx, call.key());
          if (kept.isPresent()) {
            return answer(call, kept.get());
          }
          Answer answer = change.work().in(tx, call.key());
          Answers.keep(
              tx,
              call.key(),
              operation,
              new Kept(call.fingerprint(), answer.status(), answer.body()),
              clock.instant());
          return answer;
        });
  }

  /** The body of a look-up by key. */
  Map<String, Object> lookUp(String key) {
    // First who is at work, then what was kept: the other way round, an answer that is kept in
    // between would be called absent.
    boolean working = atWork.containsKey(key);
    Map<String, Object> found = new LinkedHashMap<>();
    Optional<Kept> kept = store.read(tx -> Answers.find(tx, key));
    if (kept.isPresent()) {
      found.put("state", kept.get().status() >= 400 ? "refused" : "done");
      found.put("result", Json.parse(kept.get().body()));
    } else {
      found.put("state", working ? "inProgress" : "absent");
    }
    return found;
  }

  private static Answer answer(Incoming call, Kept kept) {
    if (!kept.fingerprint().equals(call.fingerprint())) {
      throw conflict();
    }
    return new Answer(kept.status(), kept.body(), false);
  }

  private static Problem conflict() {
    return Problem.of(
        422,
        "idempotency-conflict",
        "The key is taken",
        "this Idempotency-Key was used for another call; a new call needs a new key");
  }
}
