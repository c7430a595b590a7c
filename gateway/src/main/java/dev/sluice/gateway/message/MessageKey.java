package dev.sluice.gateway.message;

import dev.sluice.gateway.jdk.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * Which message it is: there is one of each, however often it is planned or tried.
 *
 * @param life how often the question was asked afresh under its id before
 * @param reminder 0 is the question itself
 * @param person empty for whoever reads there
 */
public record MessageKey(
    String taskId, int life, int round, int reminder, String channel, String person) {

  /** The same for the same message, in letters that stand everywhere: receivers tell a repeat. */
  String id() {
    String all =
        taskId + "\n" + life + "\n" + round + "\n" + reminder + "\n" + channel + "\n" + person;
    return "msg_" + Sha256.hexOf(all.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
  }
}
