package dev.sluice.worker;

import dev.sluice.activities.event.EventsToGateway;
import dev.sluice.activities.order.FollowPace;
import dev.sluice.activities.order.FollowingByPolling;
import dev.sluice.activities.order.InventoryOverHttp;
import dev.sluice.activities.order.NoticesOverHttp;
import dev.sluice.activities.order.PaymentsOverHttp;
import dev.sluice.activities.order.RiskByRules;
import dev.sluice.activities.order.RiskSettings;
import dev.sluice.activities.order.ShippingOverHttp;
import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderSettings;
import dev.sluice.activities.task.ConfiguredLadders;
import dev.sluice.activities.task.InboxInGateway;
import dev.sluice.worker.WorkerConfig.GatewayKey;
import dev.sluice.worker.risk.LadderFile;
import dev.sluice.worker.risk.RiskFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** Everything a worker does to the world: the activities, as a literal list, and what they need. */
final class Effects implements AutoCloseable {

  private final List<Provider> providers = new ArrayList<>();
  private final ExecutorService steps = Sizes.stepThreads();
  private final FollowingByPolling following;
  private final List<Object> forOrders;
  private final List<Object> forTasks;

  Effects(WorkerConfig config, WorkerMetrics metrics) {
    Provider gateway = gateway(config, metrics);
    EventsToGateway events = new EventsToGateway(gateway);
    InboxInGateway inbox = new InboxInGateway(gateway);
    this.forOrders =
        List.of(
            new InventoryOverHttp(provider("inventory", config.inventoryUrl(), metrics)),
            new PaymentsOverHttp(provider("payment", config.paymentUrl(), metrics)),
            new ShippingOverHttp(provider("shipping", config.shippingUrl(), metrics)),
            notices(config, metrics),
            risk(config),
            events,
            inbox);
    this.forTasks = List.of(ladders(config), events, inbox);
    // A client of its own, so that parcels which wait never use up what new orders need.
    this.following =
        new FollowingByPolling(
            provider("shipping-follow", config.shippingUrl(), metrics),
            new FollowPace(config.followEvery(), longest(config.followEvery())),
            steps,
            Clock.systemUTC());
    metrics.parcels(following::size);
  }

  /** On the task queue {@code orders}. */
  Object[] forOrders() {
    return forOrders.toArray();
  }

  /** On the task queue {@code tasks}. */
  Object[] forTasks() {
    return forTasks.toArray();
  }

  /** On the task queue {@code orders-follow}. */
  FollowingByPolling following() {
    return following;
  }

  private static Duration longest(Duration first) {
    Duration usual = FollowPace.DEFAULT.longest();
    return first.compareTo(usual) > 0 ? first : usual;
  }

  private Provider provider(String name, URI url, WorkerMetrics metrics) {
    return added(Provider.open(ProviderSettings.of(name, url), metrics.calls()), metrics);
  }

  private Provider gateway(WorkerConfig config, WorkerMetrics metrics) {
    ProviderSettings settings = ProviderSettings.of("gateway", config.gatewayUrl());
    GatewayKey key = config.gatewayKey();
    return added(
        key == null
            ? Provider.open(settings, metrics.calls())
            : Provider.openWithKey(settings, key.value(), metrics.calls()),
        metrics);
  }

  private Provider added(Provider provider, WorkerMetrics metrics) {
    providers.add(provider);
    metrics.circuitOf(provider);
    return provider;
  }

  private NoticesOverHttp notices(WorkerConfig config, WorkerMetrics metrics) {
    URI url = config.noticeUrl();
    return url == null
        ? NoticesOverHttp.toNobody()
        : NoticesOverHttp.to(provider("notice", url, metrics));
  }

  private static ConfiguredLadders ladders(WorkerConfig config) {
    Path file = config.configFile();
    return new ConfiguredLadders(file == null ? Map.of() : LadderFile.read(file));
  }

  private static RiskByRules risk(WorkerConfig config) {
    Path file = config.configFile();
    return file == null ? RiskByRules.compile(RiskSettings.none(null)) : RiskFile.read(file);
  }

  @Override
  public void close() {
    following.close();
    steps.shutdown();
    providers.forEach(Provider::close);
  }
}
