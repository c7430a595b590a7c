package dev.sluice.workflows.saga;

/** How the part of a saga that can be taken back came out, once all that had to be is undone. */
public sealed interface Ending {

  /** Everything was done, or can no longer be taken back: the way is forward only. */
  record Completed() implements Ending {}

  /** Somebody said no: a provider, a person, or a rule. */
  record Refused(Refusal refusal) implements Ending {}

  record Cancelled(String reason) implements Ending {}

  /** A technical failure outlived its retries. */
  record Failed(String reason) implements Ending {}
}
