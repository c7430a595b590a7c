package dev.sluice.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {

  private static final List<Network> NOTHING = List.of();
  private static final List<Network> THIS_MACHINE = List.of(Network.of("127.0.0.0/8"));
  private static final byte[] BODY = {'{', '}'};

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void open() throws IOException {
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private URI at(String host) {
    return URI.create("http://" + host + ":" + server.getPort() + "/hook");
  }

  @Test
  void whatIsAllowedIsPostedTo() throws IOException {
    server.enqueue(new MockResponse.Builder().code(204).build());
    try (Egress egress = new Egress(() -> THIS_MACHINE)) {
      assertThat(egress.post(at("127.0.0.1"), Map.of("a", "b"), BODY).status()).isEqualTo(204);
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void anAddressOfThisMachineIsRefusedAsItStandsInTheUrl() {
    refused(Dns.SYSTEM, "127.0.0.1");
  }

  @Test
  void aNameIsJudgedByTheAddressThatItHas() {
    refused(name -> List.of(InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1})), "a.test");
  }

  @Test
  void aNameThatHasAnotherAddressTheSecondTimeIsRefusedThen() throws IOException {
    InetAddress[] now = {InetAddress.getByAddress(new byte[] {127, 0, 0, 1})};
    server.enqueue(new MockResponse.Builder().code(204).addHeader("Connection", "close").build());
    List<Network> onlyThat = List.of(Network.of("127.0.0.1"));
    try (Egress egress = new Egress(() -> onlyThat, name -> List.of(now[0]))) {
      assertThat(egress.post(at("a.test"), Map.of(), BODY).status()).isEqualTo(204);
      now[0] =
          InetAddress.getByAddress(new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254});
      assertThatThrownBy(() -> egress.post(at("a.test"), Map.of(), BODY))
          .isInstanceOf(RefusedAddress.class)
          .hasMessageContaining("169.254.169.254");
    }
  }

  private void refused(Dns dns, String host) {
    try (Egress egress = new Egress(() -> NOTHING, dns)) {
      assertThatThrownBy(() -> egress.post(at(host), Map.of(), BODY))
          .isInstanceOf(RefusedAddress.class)
          .hasMessageContaining("127.0.0.1")
          .hasMessageContaining("egress.allow");
    }
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void aRedirectIsToldAndNotFollowed() throws IOException {
    String metadata = "http://169.254.169.254/latest/meta-data";
    server.enqueue(new MockResponse.Builder().code(307).addHeader("Location", metadata).build());
    try (Egress egress = new Egress(() -> THIS_MACHINE)) {
      Egress.Answer answer = egress.post(at("127.0.0.1"), Map.of(), BODY);
      assertThat(answer).isEqualTo(new Egress.Answer(307, metadata));
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void theBodyOfAnAnswerIsNotReadHoweverLongItIs() throws IOException {
    server.enqueue(
        new MockResponse.Builder()
            .code(200)
            .body("x".repeat(1000))
            .throttleBody(1, 1, TimeUnit.SECONDS)
            .build());
    long begun = System.nanoTime();
    try (Egress egress = new Egress(() -> THIS_MACHINE)) {
      assertThat(egress.post(at("127.0.0.1"), Map.of(), BODY).status()).isEqualTo(200);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "168.63.129.16",
        "127.0.0.53",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "198.19.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1"
      })
  void theseAreNotPublic(String address) throws IOException {
    assertThat(PublicAddresses.contain(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1::1"})
  void theseArePublic(String address) throws IOException {
    assertThat(PublicAddresses.contain(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "10.0.0.0/33", "10.0.0", "1.2.3.4.5", "::1/129", "", "/8"})
  void theseAreNoNetworks(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }
}
