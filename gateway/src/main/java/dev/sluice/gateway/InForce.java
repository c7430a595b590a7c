package dev.sluice.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.edge.Rules;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.route.Planned;
import dev.sluice.gateway.route.Retry;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.route.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force, and what was made of it. Taking another is one step: who asks sees
 * all of the one before or all of the new one. Safe for many threads.
 */
final class InForce implements Routes {

  private record Now(Config file, Configured made, Instant since) {}

  private final Latest file;
  private final Function<Config, Configured> maker;
  private volatile Now now;

  /**
   * The first is in force from ever: nothing was evaluated by another in this process.
   *
   * @param file for those who need no more than a number of it, and were there before what is made
   */
  InForce(Latest file, Function<Config, Configured> maker) {
    this.file = file;
    this.maker = maker;
    Config first = file.get();
    this.now = new Now(first, maker.apply(first), Instant.MIN);
  }

  void take(Config other, Instant since) {
    now = new Now(other, maker.apply(other), since);
    file.set(other);
  }

  Config file() {
    return now.file();
  }

  Configured made() {
    return now.made();
  }

  Rules rules() {
    return now.made().rules();
  }

  RouteTable table() {
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
