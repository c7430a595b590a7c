package dev.sluice.worker;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.StatsReporter;
import dev.sluice.activities.provider.CallObserver;
import dev.sluice.activities.provider.Provider;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import java.time.Duration;
import java.util.function.IntSupplier;

/** What Prometheus sees of a worker: the SDK's own metrics, the JVM's, and the calls out. */
final class WorkerMetrics implements AutoCloseable {

  private static final com.uber.m3.util.Duration REPORT_EVERY =
      com.uber.m3.util.Duration.ofSeconds(5);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Scope temporal;

  WorkerMetrics() {
    StatsReporter reporter = new MicrometerClientStatsReporter(registry);
    this.temporal = new RootScopeBuilder().reporter(reporter).reportEvery(REPORT_EVERY);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  Scope temporal() {
    return temporal;
  }

  CallObserver calls() {
    return this::called;
  }

  private void called(String provider, String method, String outcome, Duration took) {
    Timer.builder("sluice.provider.calls")
        .description("Calls to a provider, by what they came to")
        .tag("provider", provider)
        .tag("method", method)
        .tag("outcome", outcome)
        .publishPercentileHistogram(false)
        .register(registry)
        .record(took);
  }

  void circuitOf(Provider provider) {
    Gauge.builder("sluice.provider.circuit.open", provider, p -> p.circuitIsOpen() ? 1 : 0)
        .description("1 while calls to the provider are held back after failures")
        .tag("provider", provider.name())
        .register(registry);
  }

  void parcels(IntSupplier followed) {
    Gauge.builder("sluice.parcels.followed", followed::getAsInt)
        .description("Parcels that this worker follows")
        .register(registry);
  }

  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
