package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Reasons;
import java.util.HashMap;
import java.util.Map;

/**
 * What a run is told beside its input: whose it is and, with {@code repeated}, that a former life
 * of it may have done some of its steps: with an engine that was lost, or before it failed.
 */
final class RunMemo {

  private RunMemo() {}

  static Map<String, Object> of(Held start) {
    Map<String, Object> memo = new HashMap<>();
    memo.put("eid", start.event().eid().toString());
    memo.put("contentHash", start.contentHash());
    memo.put("correlationId", start.event().correlationId());
    if (start.formerRun() != null || Reasons.ENGINE_RESTARTED.equals(start.reason())) {
      memo.put("repeated", true);
    }
    return memo;
  }
}
