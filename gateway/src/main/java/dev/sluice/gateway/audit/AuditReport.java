package dev.sluice.gateway.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the check of a journal found.
 *
 * @param events how many were read and fit
 * @param forgotten how many were deleted by retention, beside ones that are still there
 * @param commits how many rows of the chain were followed
 * @param signedAt when the last checkpoint was signed; absent without one
 * @param findings empty when nothing was changed, removed, added or reordered
 */
public record AuditReport(
    long events, long forgotten, long commits, @Nullable String signedAt, List<Finding> findings) {

  /**
   * @param problem a stable word: eventChanged, eventRemoved, eventAdded, chainBroken, tailCut,
   *     rewritten, beginningCut, notSigned, forgottenUnasked
   */
  public record Finding(String problem, String detail) {}

  public boolean isWhole() {
    return findings.isEmpty();
  }
}
