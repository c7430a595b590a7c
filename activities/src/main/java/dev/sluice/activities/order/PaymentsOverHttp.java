package dev.sluice.activities.order;

import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderCall;
import dev.sluice.workflows.order.Payments;
import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.OperationKey;
import java.util.Map;

/** The money, over the payment contract of the sandbox. Stateless. */
public final class PaymentsOverHttp implements Payments {

  private static final String AUTHORISATIONS = "authorisations";

  private final Provider provider;

  public PaymentsOverHttp(Provider provider) {
    this.provider = provider;
  }

  @Override
  public Authorisation authorise(OperationKey key, Charge charge) {
    return provider.call(
        ProviderCall.post(key, charge, AUTHORISATIONS),
        answer -> new Authorisation(answer.text("authorisationId")));
  }

  @Override
  public Capture capture(OperationKey key, String authorisationId) {
    return provider.call(
        change(key, authorisationId, "capture"),
        answer -> new Capture(answer.text("transactionId")));
  }

  @Override
  public void voidAuthorisation(OperationKey key, String authorisationId) {
    provider.send(change(key, authorisationId, "void"));
  }

  @Override
  public Lookup find(OperationKey authoriseKey) {
    return provider.call(
        ProviderCall.lookUp(authoriseKey, AUTHORISATIONS),
        answer -> LookupAnswer.read(answer, "authorisationId"));
  }

  private static ProviderCall change(OperationKey key, String authorisationId, String what) {
    return ProviderCall.post(key, Map.of(), AUTHORISATIONS, authorisationId, what);
  }
}
