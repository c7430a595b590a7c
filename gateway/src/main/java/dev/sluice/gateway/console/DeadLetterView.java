package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.DeadLetter;
import dev.sluice.gateway.journal.Verdict;

/** One dead letter, or what was one. */
record DeadLetterView(Frame frame, DeadLetter letter) {

  boolean isDead() {
    return letter.verdict().kind() == Verdict.Kind.dead;
  }

  String path() {
    return Links.deadLetter(letter.id());
  }
}
