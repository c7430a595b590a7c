package dev.sluice.activities.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.activities.provider.CallObserver;
import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderSettings;
import dev.sluice.workflows.order.Notices.Confirmation;
import dev.sluice.workflows.saga.OperationKey;
import java.net.URI;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

class NoticesOverHttpTest {

  private static final OperationKey KEY = OperationKey.of("order-1", "notify");
  private static final Confirmation CONFIRMATION =
      new Confirmation("1", "a@example.org", "12.00", "EUR", "T-1", "2026-11-24");

  @Test
  void postsTheConfirmationAndTellsOnlyTheHost() throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.start();
      server.enqueue(new MockResponse.Builder().code(204).build());
      URI url = URI.create("http://127.0.0.1:" + server.getPort() + "/hooks/s3cret?token=s3cret");
      try (Provider provider =
          Provider.open(ProviderSettings.of("notice", url), CallObserver.none())) {

        assertThat(NoticesOverHttp.to(provider).confirmed(KEY, CONFIRMATION).to())
            .isEqualTo("127.0.0.1");

        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/hooks/s3cret?token=s3cret");
        assertThat(request.getHeaders().get("Idempotency-Key")).isEqualTo("order-1/notify");
        assertThat(request.getBody().utf8())
            .contains("\"type\":\"order.confirmed\"", "\"trackingNumber\":\"T-1\"");
      }
    }
  }

  @Test
  void withoutAnAddressNobodyIsTold() {
    assertThat(NoticesOverHttp.toNobody().confirmed(KEY, CONFIRMATION).to())
        .isEqualTo("nobody is configured");
  }
}
