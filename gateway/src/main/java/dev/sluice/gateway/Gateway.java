package dev.sluice.gateway;

import dev.sluice.gateway.edge.Edge;
import dev.sluice.gateway.edge.EventsApi;
import dev.sluice.gateway.edge.Intake;
import dev.sluice.gateway.edge.SystemApi;
import dev.sluice.gateway.edge.TasksApi;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.JournalConfig;
import dev.sluice.gateway.task.Delivery;
import dev.sluice.gateway.task.Inbox;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway, composed: the parts stand in the order in which an event meets them. Closing goes
 * the other way, so that nothing is accepted that could not be kept.
 */
public final class Gateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final String PLAIN_JSON_SOURCE = "/v1/events";

  private final Edge edge;
  private final Deque<AutoCloseable> opened;

  private Gateway(Edge edge, Deque<AutoCloseable> opened) {
    this.edge = edge;
    this.opened = opened;
  }

  public static Gateway start(GatewayConfig config) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      return new Gateway(compose(config, opened), opened);
    } catch (RuntimeException e) {
      close(opened);
      throw e;
    }
  }

  private static Edge compose(GatewayConfig config, Deque<AutoCloseable> opened) {
    Database database = open(opened, Database.open(config.database(), config.meters()));
    Journal journal =
        Journal.open(
            database,
            new JournalConfig(
                config.data(), config.clock(), config.routes().retention().identity()),
            config.meters());
    Intake intake =
        new Intake(
            new EventReader(config.clock(), PLAIN_JSON_SOURCE),
            config.routes().schemas(),
            config.routes().routes(),
            journal);
    Inbox inbox =
        open(
            opened,
            new Inbox(
                database,
                (workflowId, decision) -> Delivery.Outcome.unavailable,
                config.clock(),
                config.decisionPatience()));
    inbox.start();
    var threads = Edge.threads();
    return open(
        opened,
        Edge.open(
            config.address(),
            config.access(),
            threads,
            List.of(
                new EventsApi(intake, journal, threads),
                new TasksApi(inbox, threads),
                new SystemApi(
                    config.about(), journal, () -> false, config.parts(), config.meters()))));
  }

  private static <T extends AutoCloseable> T open(Deque<AutoCloseable> opened, T part) {
    opened.push(part);
    return part;
  }

  public int port() {
    return edge.port();
  }

  /** The base URL, without a slash at its end. */
  public String url() {
    return edge.url();
  }

  @Override
  public void close() {
    close(opened);
  }

  private static void close(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} could not be closed", part.getClass().getSimpleName(), e);
      }
    }
  }
}
