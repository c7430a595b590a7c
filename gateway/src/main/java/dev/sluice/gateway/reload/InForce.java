package dev.sluice.gateway.reload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.edge.Publishing;
import dev.sluice.gateway.edge.Rules;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.people.SignIn;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Retry;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.route.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force, and what was made of it. Taking another is one step: who asks sees
 * all of the one before or all of the new one. Safe for many threads.
 */
public final class InForce implements Routes {

  private record Now(Config file, Configured made, Instant since) {}

  private final Latest file;
  private final EventReader reader;
  private final Journal journal;
  private volatile Now now;

  /**
   * The first is in force from ever: nothing was evaluated by another in this process.
   *
   * @param file for those who need no more than a number of it, and were there before what is made
   */
  public InForce(Latest file, EventReader reader, Journal journal) {
    this.file = file;
    this.reader = reader;
    this.journal = journal;
    Config first = file.get();
    this.now = new Now(first, Configured.of(first, reader, journal), Instant.MIN);
  }

  void take(Config other, Instant since) {
    now = new Now(other, Configured.of(other, reader, journal), since);
    file.set(other);
  }

  Config file() {
    return now.file();
  }

  public Rules rules() {
    return now.made().rules();
  }

  public SignIn signIn() {
    return now.file().signIn();
  }

  public Publishing publishing() {
    return now.made().publishing();
  }

  public Redriving redriving() {
    return now.made().redriving();
  }

  public RouteTable table() {
    return now.file().routes();
  }

  @Override
  public List<Planned> plan(Event event) {
    return table().plan(event);
  }

  @Override
  public Planned again(String route, Event event, @Nullable JsonNode enriched) {
    return table().again(route, event, enriched);
  }

  @Override
  public Optional<Retry> retry(String route) {
    return table().retry(route);
  }

  @Override
  public Instant since() {
    return now.since();
  }
}
