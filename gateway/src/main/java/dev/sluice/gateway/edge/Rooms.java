package dev.sluice.gateway.edge;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where bodies wait, by who sends them. Who has a key waits apart from webhooks, whose signature
 * can only be looked at when they are whole, and from people at the console: strangers take no room
 * but these. Who may change nothing is not waited for at all.
 */
final class Rooms implements MeterBinder {

  private static final String CONSOLE = "/console/";

  private final Room keys;
  private final Room hooks;
  private final Room console;
  private final Supplier<? extends HasAccess> inForce;

  /**
   * @param bytes in each of them
   */
  Rooms(long bytes, Supplier<? extends HasAccess> inForce) {
    this.keys = new Room(bytes);
    this.hooks = new Room(bytes);
    this.console = new Room(bytes);
    this.inForce = inForce;
  }

  /** Empty: the answer is no, whatever the body is. */
  Optional<Room> of(Request request) {
    String path = Request.getPathInContext(request);
    if (path != null && path.startsWith(HooksApi.PATH)) {
      return Optional.of(hooks);
    }
    if (isOfPeople(request, path)) {
      return Optional.of(console);
    }
    return inForce
        .get()
        .access()
        .caller(request.getHeaders().get(HttpHeader.AUTHORIZATION))
        .filter(caller -> caller.may(Role.publish) || caller.may(Role.operate))
        .map(caller -> keys);
  }

  /** Who signs in is not known yet, and whose session it is stands in the journal. */
  private static boolean isOfPeople(Request request, @Nullable String path) {
    return (path != null && path.startsWith(CONSOLE))
        || (request.getHeaders().contains(HttpHeader.COOKIE)
            && !request.getHeaders().contains(HttpHeader.AUTHORIZATION));
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    bind("keys", keys, meters);
    bind("hooks", hooks, meters);
    bind("console", console, meters);
  }

  private static void bind(String from, Room room, MeterRegistry meters) {
    Gauge.builder("sluice.bodies.waiting", room, Room::taken)
        .tag("from", from)
        .baseUnit(BaseUnits.BYTES)
        .register(meters);
    FunctionCounter.builder("sluice.bodies.refused", room, Room::refused)
        .tag("from", from)
        .register(meters);
  }
}
