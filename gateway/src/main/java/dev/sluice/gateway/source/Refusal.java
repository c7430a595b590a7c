package dev.sluice.gateway.source;

/**
 * Why a delivery was not believed. For our own log and list only: who sends a wrong signature is
 * not told what was wrong with it.
 */
public enum Refusal {
  /** No signature header, or more than one. */
  signatureMissing,
  /** The signature header is not of its scheme. */
  signatureUnreadable,
  /** No signature fits under any secret. */
  signatureWrong,
  timestampMissing,
  timestampUnreadable,
  /** The signature fits, and was made longer ago than the tolerance allows. */
  tooOld,
  /** The signature fits, and was made further in the future than the tolerance allows. */
  tooNew,
  /** The body is not the one whose hash was signed. */
  bodyChanged,
  credentialsMissing,
  credentialsWrong
}
