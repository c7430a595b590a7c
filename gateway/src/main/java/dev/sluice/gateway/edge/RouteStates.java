package dev.sluice.gateway.edge;

import dev.sluice.gateway.journal.RouteNumbers;
import dev.sluice.gateway.journal.RouteNumbers.Counted;
import dev.sluice.gateway.journal.RouteNumbers.Numbers;
import dev.sluice.gateway.journal.RouteRates;
import dev.sluice.gateway.journal.Stops;
import dev.sluice.gateway.journal.Stops.Pause;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.route.Nearest;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.route.RouteTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How each route is doing. A route that the configuration has no more is among them as long as
 * something of it waits, is dead, or is paused. Safe for many threads.
 */
public final class RouteStates {

  /** One of them. {@code route} and {@code pause} are absent where it has none. */
  public record State(
      String name,
      @Nullable Route route,
      @Nullable Pause pause,
      Numbers numbers,
      Instant countedAt,
      long last1m,
      long last5m,
      long last15m) {

    /** {@code running}, {@code paused} or {@code removed}. */
    public String word() {
      if (pause != null) {
        return "paused";
      }
      return route == null ? "removed" : "running";
    }
  }

  private final Supplier<RouteTable> inForce;
  private final Stops stops;
  private final RouteNumbers numbers;
  private final RouteRates rates;

  public RouteStates(
      Supplier<RouteTable> inForce, Stops stops, RouteNumbers numbers, RouteRates rates) {
    this.inForce = inForce;
    this.stops = stops;
    this.numbers = numbers;
    this.rates = rates;
  }

  public List<State> all() {
    RouteTable table = inForce.get();
    Counted counted = numbers.read();
    return names(table, counted).stream().map(name -> state(table, name, counted)).toList();
  }

  /** Of one that is {@link #known}. */
  State one(String name) {
    return state(inForce.get(), name, numbers.read());
  }

  /** The same for who has changed it, and wants to see that. */
  State oneAnew(String name) {
    return state(inForce.get(), name, numbers.readAnew());
  }

  /**
   * A name that is in force, or has left something.
   *
   * @throws Problem that names the nearest
   */
  public String known(String name) {
    List<String> names = names(inForce.get(), numbers.read());
    if (names.contains(name)) {
      return name;
    }
    String hint =
        Nearest.to(name, names)
            .map(near -> "Did you mean " + near + "?")
            .orElseGet(() -> "There are: " + String.join(", ", names) + ".");
    throw Problem.of(
        404, "no-such-route", "No such route", "There is no route " + name + ". " + hint);
  }

  /** Those of the file in its order, then those that are gone and have left something. */
  private List<String> names(RouteTable table, Counted counted) {
    List<String> names = new ArrayList<>(table.names());
    Set<String> gone = new TreeSet<>(stops.paused().keySet());
    counted
        .byRoute()
        .forEach(
            (name, each) -> {
              if (each.of(Kind.held) + each.of(Kind.dead) > 0) {
                gone.add(name);
              }
            });
    gone.removeAll(table.names());
    names.addAll(gone);
    return names;
  }

  private State state(RouteTable table, String name, Counted counted) {
    Optional<Route> route = table.find(name);
    return new State(
        name,
        route.orElse(null),
        stops.paused().get(name),
        counted.of(name),
        counted.at(),
        rates.inLast(1, name),
        rates.inLast(5, name),
        rates.inLast(15, name));
  }
}
