package dev.sluice.sandbox.provider;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The calls of one provider, as it lists them. */
public final class Routes {

  /** One call of the server. */
  public record Route(HandlerType method, String path, Handler handler) {}

  private final Door door;
  private final List<Route> routes = new ArrayList<>();

  Routes(Door door) {
    this.door = door;
  }

  public Routes change(
      HandlerType method, String path, String operation, Function<Incoming, Change> reader) {
    return add(method, path, door.change(operation, reader));
  }

  public Routes read(String path, String operation, Function<Context, Object> reader) {
    return add(HandlerType.GET, path, door.read(operation, reader));
  }

  /** What became of a call, by its key. */
  public Routes lookUp(String path) {
    return read(path, "find", ctx -> door.lookUp(Query.required(ctx, "key")));
  }

  /** A call for operators and tests: no faults, no key. */
  public Routes plain(HandlerType method, String path, Function<Context, Object> reader) {
    return add(
        method,
        path,
        ctx -> ctx.contentType("application/json").result(Json.write(reader.apply(ctx))));
  }

  List<Route> list() {
    return List.copyOf(routes);
  }

  private Routes add(HandlerType method, String path, Handler handler) {
    routes.add(new Route(method, path, handler));
    return this;
  }
}
