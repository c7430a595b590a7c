package dev.sluice.activities.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.activities.provider.CallObserver;
import dev.sluice.activities.provider.Provider;
import dev.sluice.activities.provider.ProviderSettings;
import dev.sluice.sandbox.Sandbox;
import dev.sluice.sandbox.SandboxConfig;
import dev.sluice.workflows.order.Inventory;
import dev.sluice.workflows.order.Payments;
import dev.sluice.workflows.order.ShipTo;
import dev.sluice.workflows.order.Shipping;
import dev.sluice.workflows.saga.FailureTypes;
import dev.sluice.workflows.saga.Lookup;
import dev.sluice.workflows.saga.OperationKey;
import dev.sluice.workflows.saga.Refusal;
import io.temporal.failure.ApplicationFailure;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The activities against the providers' own contract. */
class SandboxTest {

  @TempDir Path data;

  private final List<Provider> providers = new ArrayList<>();
  private Sandbox sandbox;
  private Inventory inventory;
  private Payments payments;
  private Shipping shipping;

  @BeforeEach
  void open() {
    sandbox = Sandbox.start(SandboxConfig.in(data));
    inventory = new InventoryOverHttp(provider("inventory", sandbox.inventoryUrl()));
    payments = new PaymentsOverHttp(provider("payment", sandbox.paymentUrl()));
    shipping = new ShippingOverHttp(provider("shipping", sandbox.shippingUrl()));
  }

  @AfterEach
  void close() {
    providers.forEach(Provider::close);
    sandbox.close();
  }

  private Provider provider(String name, String url) {
    return open(ProviderSettings.of(name, URI.create(url)));
  }

  private Provider open(ProviderSettings settings) {
    Provider provider = Provider.open(settings, CallObserver.none());
    providers.add(provider);
    return provider;
  }

  private static OperationKey key(String step) {
    return OperationKey.of("order-1", step);
  }

  private static List<Inventory.Line> lines(String sku) {
    return List.of(new Inventory.Line(sku, 2));
  }

  private static Payments.Charge charge(String token) {
    return new Payments.Charge("1", "12.00", "EUR", token);
  }

  private static ShipTo to(String postcode) {
    return new ShipTo("A", List.of("Street 1"), postcode, "Berlin", "DE");
  }

  private static ApplicationFailure failure(Runnable call) {
    return catchThrowableOfType(ApplicationFailure.class, call::run);
  }

  private static void assertRefused(Runnable call, String code) {
    ApplicationFailure failure = failure(call);
    assertThat(failure.getType()).isEqualTo(FailureTypes.REFUSED);
    assertThat(failure.getDetails().get(Refusal.class).code()).isEqualTo(code);
    assertThat(failure.getDetails().get(Refusal.class).message()).isNotBlank();
  }

  @Test
  void reservesOnceHoweverOftenAndCommitsOrReleases() {
    var first = inventory.reserve(key("reserve"), "1", lines("A-1"));
    assertThat(inventory.reserve(key("reserve"), "1", lines("A-1"))).isEqualTo(first);
    assertThat(inventory.find(key("reserve")))
        .isEqualTo(new Lookup(Lookup.State.DONE, first.reservationId()));
    inventory.commit(key("commit"), first.reservationId());

    var other = inventory.reserve(OperationKey.of("order-2", "reserve"), "2", lines("A-1"));
    inventory.release(key("release"), other.reservationId());
    inventory.release(key("release"), other.reservationId());
  }

  @Test
  void refusalsAreTheProvidersOwnWords() {
    assertRefused(
        () -> inventory.reserve(key("reserve"), "1", lines("OUT-OF-STOCK")), "outOfStock");
    assertRefused(() -> payments.authorise(key("authorise"), charge("tok_declined")), "declined");
    assertRefused(
        () -> shipping.book(key("book"), "1", to("UNDELIVERABLE"), lines("A-1")), "undeliverable");
    assertThat(inventory.find(key("reserve")).state()).isEqualTo(Lookup.State.REFUSED);
  }

  @Test
  void movesMoneyOrLetsItGo() {
    var held = payments.authorise(key("authorise"), charge("tok_ok"));
    var moved = payments.capture(key("capture"), held.authorisationId());
    assertThat(moved.transactionId()).isNotBlank();
    assertThat(payments.capture(key("capture"), held.authorisationId())).isEqualTo(moved);

    var other = payments.authorise(key("authorise-2"), charge("tok_ok"));
    payments.voidAuthorisation(key("void"), other.authorisationId());

    var refused = payments.authorise(key("authorise-3"), charge("tok_capture_refused"));
    assertRefused(
        () -> payments.capture(key("capture-3"), refused.authorisationId()), "captureRefused");
  }

  @Test
  void booksWithTrackingNumberAndDate() {
    var booking = shipping.book(key("book"), "1", to("10115"), lines("A-1"));
    assertThat(booking.trackingNumber()).isNotBlank();
    assertThat(LocalDate.parse(booking.estimatedDelivery())).isNotNull();
    assertThat(shipping.find(key("book")).reference()).isEqualTo(booking.bookingId());
    shipping.cancel(key("cancel-booking"), booking.bookingId());
  }

  @Test
  void aLostAnswerIsUnknownAndTheRepeatFindsWhatWasDone() {
    ApplicationFailure lost =
        failure(() -> payments.authorise(key("authorise"), charge("tok_lost")));
    assertThat(lost.getType()).isEqualTo(FailureTypes.UNKNOWN);

    Lookup found = payments.find(key("authorise"));
    assertThat(found.state()).isEqualTo(Lookup.State.DONE);
    assertThat(payments.authorise(key("authorise"), charge("tok_lost")).authorisationId())
        .isEqualTo(found.reference());
  }

  @Test
  void aFlakyProviderIsTransientUntilItWorks() {
    for (int i = 0; i < 2; i++) {
      ApplicationFailure failure =
          failure(() -> payments.authorise(key("authorise"), charge("tok_flaky_2")));
      assertThat(failure.getType()).isEqualTo(FailureTypes.TRANSIENT);
    }
    assertThat(payments.authorise(key("authorise"), charge("tok_flaky_2")).authorisationId())
        .isNotBlank();
  }

  @Test
  void aSlowProviderIsUnknownThenBusy() {
    // Warm, so that the impatience below is about the provider and not about this machine.
    assertThat(payments.find(key("other")).state()).isEqualTo(Lookup.State.ABSENT);
    Duration second = Duration.ofSeconds(1);
    Payments impatient =
        new PaymentsOverHttp(
            open(
                ProviderSettings.of("payment", URI.create(sandbox.paymentUrl()))
                    .withTimeouts(second, second, second)));
    ApplicationFailure slow =
        failure(() -> impatient.authorise(key("authorise"), charge("tok_slow_10")));
    assertThat(slow.getType()).isEqualTo(FailureTypes.UNKNOWN);
    ApplicationFailure busy =
        failure(() -> payments.authorise(key("authorise"), charge("tok_slow_10")));
    assertThat(busy.getType()).isEqualTo(FailureTypes.TRANSIENT);
    assertThat(busy.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(payments.find(key("authorise")).state()).isEqualTo(Lookup.State.IN_PROGRESS);
  }

  @Test
  void sameKeyWithOtherContentIsPermanent() {
    payments.authorise(key("authorise"), charge("tok_ok"));
    assertThat(failure(() -> payments.authorise(key("authorise"), charge("tok_x"))).getType())
        .isEqualTo(FailureTypes.PERMANENT);
  }

  @Test
  void whatWasNeverAskedForIsAbsent() {
    assertThat(payments.find(key("authorise"))).isEqualTo(new Lookup(Lookup.State.ABSENT, null));
  }
}
