package dev.sluice.gateway.dispatch;

import dev.sluice.gateway.journal.Held;
import dev.sluice.gateway.journal.Reasons;
import java.util.HashMap;
import java.util.Map;

/**
 * What a run is told beside its input: whose it is and, with {@code repeated}, that an engine which
 * was lost may have run it before.
 */
final class RunMemo {

  private RunMemo() {}

  static Map<String, Object> of(Held start) {
    Map<String, Object> memo = new HashMap<>();
    memo.put("eid", start.event().eid().toString());
    memo.put("contentHash", start.contentHash());
    memo.put("correlationId", start.event().correlationId());
    if (Reasons.ENGINE_RESTARTED.equals(start.reason())) {
      memo.put("repeated", true);
    }
    return memo;
  }
}
