package dev.sluice.sandbox;

import dev.sluice.sandbox.inventory.Inventory;
import dev.sluice.sandbox.payment.Payment;
import dev.sluice.sandbox.provider.Provider;
import dev.sluice.sandbox.provider.ProviderServer;
import dev.sluice.sandbox.shipping.Shipping;
import java.util.ArrayList;
import java.util.List;

/**
 * The three pretend providers as real HTTP servers, each with a durable ledger: what was answered
 * survives kill -9. Used by {@code sluice dev}, {@code sluice sandbox}, and tests.
 */
public final class Sandbox implements AutoCloseable {

  private final List<ProviderServer> servers = new ArrayList<>();

  private Sandbox() {}

  /** Returns when all three answer. */
  public static Sandbox start(SandboxConfig config) {
    Sandbox sandbox = new Sandbox();
    try {
      sandbox.add(new Inventory(config.clock(), config.hold()), config.inventoryPort(), config);
      sandbox.add(new Payment(config.clock()), config.paymentPort(), config);
      sandbox.add(new Shipping(config.clock(), config.pace()), config.shippingPort(), config);
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  public String inventoryUrl() {
    return servers.get(0).url();
  }

  public String paymentUrl() {
    return servers.get(1).url();
  }

  public String shippingUrl() {
    return servers.get(2).url();
  }

  /** The three, in the order of their urls above. */
  List<ProviderServer> servers() {
    return List.copyOf(servers);
  }

  @Override
  public void close() {
    servers.forEach(ProviderServer::close);
  }

  private void add(Provider provider, int port, SandboxConfig config) {
    servers.add(
        ProviderServer.start(
            provider, config.host(), port, config.data(), config.faults(), config.clock()));
  }
}
