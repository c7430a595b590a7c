package dev.sluice.gateway.message;

import dev.sluice.gateway.egress.Egress;
import dev.sluice.gateway.jdk.Daemons;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.people.People;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Sends what is planned: each message until its channel has taken it, with growing pauses, for as
 * long as somebody needs it. Each channel has a thread of its own, so that one that is away or slow
 * holds up its own alone, and no ladder waits for any. A crash between sending and noting sends
 * once more, under the same id. Safe for many threads.
 */
public final class MessageSender implements AutoCloseable {

  /**
   * What a reload may change.
   *
   * @param base where people reach the gateway, with any path, as far as that is configured
   */
  public record Settings(
      Supplier<Messages> messages, Supplier<People> people, Supplier<Optional<URI>> base) {}

  /**
   * @param first the pause after the first try that fails
   * @param longestTry when a try is ended from outside
   */
  record Pace(Duration first, Duration longestTry) {

    static final Pace USUAL = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  private final ScheduledExecutorService ends = Daemons.timer("message-ends");
  private final List<ChannelSender> senders;

  public MessageSender(
      Database database,
      Settings settings,
      Links links,
      Egress egress,
      Clock clock,
      MeterRegistry meters) {
    this(database, settings, links, egress, clock, meters, Pace.USUAL);
  }

  MessageSender(
      Database database,
      Settings settings,
      Links links,
      Egress egress,
      Clock clock,
      MeterRegistry meters,
      Pace pace) {
    Desk desk = new Desk(database, settings, links, clock, meters, pace);
    this.senders =
        Channels.ALL.stream()
            .map(
                name ->
                    new ChannelSender(
                        name, desk, messages -> Channels.of(name, messages, egress, clock), ends))
            .toList();
  }

  /**
   * Nobody is told before: a link that cannot be opened yet is no good.
   *
   * @param at where the gateway answers now, which is where links lead unless it is configured
   */
  public void start(URI at) {
    senders.forEach(each -> each.start(at));
  }

  /** There may be something to send, or another configuration to send it by. */
  public void wake() {
    senders.forEach(ChannelSender::wake);
  }

  @Override
  public void close() {
    senders.forEach(ChannelSender::close);
    ends.shutdownNow();
  }
}
