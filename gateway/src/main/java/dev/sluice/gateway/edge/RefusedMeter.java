package dev.sluice.gateway.edge;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** Counts the requests that were answered with a problem, by its type. */
public final class RefusedMeter implements Edge.Api {

  private final MeterRegistry meters;

  public RefusedMeter(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.after(this::count);
  }

  private static @Nullable String type(Context ctx) {
    try {
      return ctx.attribute(Problems.TYPE);
    } catch (RuntimeException e) {
      // A server that stops has taken the request back. Javalin would hand us its failure for ever.
      return null;
    }
  }

  private void count(Context ctx) {
    String type = type(ctx);
    if (type != null) {
      Counter.builder("sluice.requests.refused").tag("type", type).register(meters).increment();
    }
  }
}
