package dev.sluice.activities.order;

import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderCall;
import dev.sluice.workflows.order.Notices;
import dev.sluice.workflows.saga.OperationKey;
import java.util.Optional;

/**
 * Posts a notice as JSON to one configured address, which tells customer and shop in its own way.
 * With no address configured nobody is told, and the ledger says so.
 */
public final class NoticesOverHttp implements Notices {

  private static final Sent NOBODY = new Sent("nobody is configured");

  private final Optional<Provider> provider;

  private NoticesOverHttp(Optional<Provider> provider) {
    this.provider = provider;
  }

  public static NoticesOverHttp to(Provider provider) {
    return new NoticesOverHttp(Optional.of(provider));
  }

  public static NoticesOverHttp toNobody() {
    return new NoticesOverHttp(Optional.empty());
  }

  @Override
  public Sent confirmed(OperationKey key, Confirmation confirmation) {
    if (provider.isEmpty()) {
      return NOBODY;
    }
    provider.get().send(ProviderCall.post(key, new Notice("order.confirmed", confirmation)));
    return new Sent(provider.get().host());
  }

  private record Notice(String type, Confirmation data) {}
}
