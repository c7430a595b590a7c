package dev.sluice.gateway.edge;

import dev.sluice.gateway.people.OpenSessions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where bodies wait, by who sends them. Who has a key or a session waits apart from webhooks, whose
 * signature can only be looked at when they are whole, and from whoever signs in, had signed in or
 * answers by a link, with no more than a form: strangers take no room but these. Who may neither
 * publish nor operate may still be asked, or read what is encrypted, and waits where no publisher
 * does.
 */
final class Rooms implements MeterBinder {

  private final Room keys;
  private final Room readers;
  private final Room hooks;
  private final Room console;
  private final Room links;
  private final Supplier<? extends HasAccess> inForce;
  private final OpenSessions sessions;

  /**
   * @param bytes in each of them
   */
  Rooms(long bytes, Supplier<? extends HasAccess> inForce, OpenSessions sessions) {
    this.keys = new Room(bytes, Body.MAX_BYTES);
    this.readers = new Room(bytes, Body.MAX_BYTES);
    this.hooks = new Room(bytes, Body.MAX_BYTES);
    this.console = new Room(bytes, Csrf.LARGEST_FORM);
    this.links = new Room(bytes, Csrf.LARGEST_FORM);
    this.inForce = inForce;
    this.sessions = sessions;
  }

  /** Empty: the answer is no, whatever the body is. */
  Optional<Room> of(Request request) {
    String path = Request.getPathInContext(request);
    if (path != null && path.startsWith(HooksApi.PATH)) {
      return Optional.of(hooks);
    }
    if (path != null && (path.equals(SignInApi.PATH) || path.equals(SignInApi.OUT))) {
      return Optional.of(console);
    }
    if (path != null && path.startsWith(LinksApi.PREFIX)) {
      return Optional.of(links);
    }
    Access access = inForce.get().access();
    Credentials credentials = Credentials.of(request, access);
    boolean hadSession = credentials.token() != null;
    return credentials
        .known(access, sessions::find)
        .map(Credentials.Known::caller)
        .map(caller -> caller.may(Role.publish) || caller.may(Role.operate) ? keys : readers)
        .or(
            () ->
                hadSession && isForConsole(request, path)
                    ? Optional.of(console)
                    : Optional.empty());
  }

  /** Whose session has ended is shown what she wrote. */
  private static boolean isForConsole(Request request, @Nullable String path) {
    return HttpMethod.POST.is(request.getMethod())
        && path != null
        && path.startsWith(SignInApi.HOME + "/");
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    bind("keys", keys, meters);
    bind("readers", readers, meters);
    bind("hooks", hooks, meters);
    bind("console", console, meters);
    bind("links", links, meters);
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
