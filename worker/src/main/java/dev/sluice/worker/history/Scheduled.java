package dev.sluice.worker.history;

import io.temporal.activity.ActivityOptions;
import io.temporal.api.common.v1.Payloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What today's code scheduled while one history was replayed. For one replay, on its threads. */
final class Scheduled {

  record Call(Payloads input, ActivityOptions options) {}

  /** A timer that was cancelled in the workflow task that made it never reached the server. */
  static final class Timer {
    private final Duration duration;
    private boolean neverSent;

    Timer(Duration duration) {
      this.duration = duration;
    }

    Duration duration() {
      return duration;
    }

    void neverSent() {
      neverSent = true;
    }
  }

  private final Map<String, Call> calls = new HashMap<>();
  private final List<Timer> timers = new ArrayList<>();

  synchronized void call(String activityId, Call call) {
    calls.put(activityId, call);
  }

  synchronized void timer(Timer timer) {
    timers.add(timer);
  }

  synchronized Map<String, Call> calls() {
    return Map.copyOf(calls);
  }

  synchronized List<Timer> timers() {
    return timers.stream().filter(timer -> !timer.neverSent).toList();
  }
}
