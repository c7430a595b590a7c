package dev.sluice.gateway.edge;

import static dev.sluice.gateway.edge.Raw.bytes;
import static dev.sluice.gateway.edge.Raw.readUpTo;
import static dev.sluice.gateway.edge.Raw.readable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.http.Handler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of what is still on its way is waited for, and whose, over a raw socket. */
@Timeout(60)
class RoomTest {

  private static final Handler READ = ctx -> ctx.result("read " + Body.read(ctx).length);
  private static final String HEAD =
      "POST /body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

  @Test
  void bodiesThatAreWaitedForHaveOneBoundTogether() throws IOException {
    Edge.Api body = routes -> routes.post("/body", READ, Role.open);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String head = HEAD + "Content-Length: 90000\r\n\r\n";
    try (Edge narrow = open(Access::thisMachineOnly, body, 100_000);
        Socket first = new Socket(InetAddress.getLoopbackAddress(), narrow.port());
        Socket second = new Socket(InetAddress.getLoopbackAddress(), narrow.port())) {
      narrow.bindTo(meters);
      first.setSoTimeout(15_000);
      first.getOutputStream().write(bytes(head + "x".repeat(80_000)));
      await().until(() -> waiting(meters, "keys") == 80_000);

      second.setSoTimeout(15_000);
      second.getOutputStream().write(bytes(head + "x".repeat(80_000)));
      assertThat(readUpTo("problem:too-busy", second.getInputStream()))
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After: 5", "Connection: close");
      assertThat(meters.get("sluice.bodies.refused").tag("from", "keys").functionCounter().count())
          .isEqualTo(1);

      first.getOutputStream().write(bytes("x".repeat(10_000)));
      assertThat(new String(readable(first.getInputStream()), StandardCharsets.UTF_8))
          .endsWith("read 90000");
      assertThat(waiting(meters, "keys")).isZero();
      assertThat(new Http(narrow.url(), narrow.port()).raw(head + "x".repeat(90_000)))
          .endsWith("read 90000");
    }
  }

  @Test
  void strangersTakeNoRoomFromThoseWhoHaveAKey() throws IOException {
    Edge.Api body =
        routes -> {
          routes.post("/body", READ, Role.publish);
          routes.post("/hooks/{source}", READ, Role.open);
        };
    Access keys = Access.keys(List.of(new Access.Key("shop", "secret", Set.of(Role.publish))));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String length = "Host: localhost\r\nContent-Length: 90000\r\n";
    try (Edge guarded = open(() -> keys, body, 100_000);
        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket hook = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket known = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      guarded.bindTo(meters);
      stranger.setSoTimeout(15_000);
      stranger
          .getOutputStream()
          .write(bytes("POST /body HTTP/1.1\r\n" + length + "\r\n" + "x".repeat(80_000)));
      assertThat(readUpTo("problem:unauthorized", stranger.getInputStream()))
          .startsWith("HTTP/1.1 401");
      assertThat(waiting(meters, "keys")).isZero();

      hook.getOutputStream()
          .write(bytes("POST /hooks/hub HTTP/1.1\r\n" + length + "\r\n" + "x".repeat(80_000)));
      await().until(() -> waiting(meters, "hooks") == 80_000);
      known.setSoTimeout(15_000);
      known
          .getOutputStream()
          .write(
              bytes(
                  "POST /body HTTP/1.1\r\n"
                      + length
                      + "Authorization: Bearer secret\r\n\r\n"
                      + "x".repeat(80_000)));
      await().until(() -> waiting(meters, "keys") == 80_000);
      known.getOutputStream().write(bytes("x".repeat(10_000)));
      assertThat(readUpTo("read 9000", known.getInputStream())).startsWith("HTTP/1.1 200");
    }
  }

  /**
   * Whoever is not known signs in with a form, and waits with nothing else whatever his cookies.
   */
  @Test
  void strangersWithACookieTakeNoRoomAndToSignInAForms() throws IOException {
    Edge.Api body =
        routes -> {
          routes.post("/body", READ, Role.publish);
          routes.post(SignInApi.PATH, READ, Role.open);
        };
    Access keys = Access.keys(List.of(new Access.Key("shop", "secret", Set.of(Role.publish))));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String length =
        "Host: localhost\r\nContent-Length: 190000\r\nCookie: x=1; sluice-session=%s\r\n"
            .formatted("B".repeat(43));
    try (Edge guarded = open(() -> keys, body, 200_000);
        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket large = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket form = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      guarded.bindTo(meters);
      stranger.setSoTimeout(15_000);
      stranger
          .getOutputStream()
          .write(bytes("POST /body HTTP/1.1\r\n" + length + "\r\n" + "x".repeat(80_000)));
      assertThat(readUpTo("problem:unauthorized", stranger.getInputStream()))
          .startsWith("HTTP/1.1 401");

      String signIn = "POST /console/sign-in HTTP/1.1\r\n" + length + "\r\n";
      large.setSoTimeout(15_000);
      large.getOutputStream().write(bytes(signIn + "x".repeat(80_000)));
      assertThat(readUpTo("problem:too-large", large.getInputStream())).startsWith("HTTP/1.1 413");
      form.getOutputStream().write(bytes(signIn + "x".repeat(60_000)));
      await().until(() -> waiting(meters, "console") == 60_000);
      assertThat(waiting(meters, "keys")).isZero();
    }
  }

  /**
   * Who answers by a link has neither key nor session, and a browser may send head and form apart.
   */
  @Test
  void theAnswerByALinkIsWaitedForApartAsAForm() throws IOException {
    Edge.Api body = routes -> routes.post("/t/{token}", READ, Role.open);
    Access keys = Access.keys(List.of(new Access.Key("shop", "secret", Set.of(Role.publish))));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String head = "POST /t/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    try (Edge guarded = open(() -> keys, body, 200_000);
        Socket form = new Socket(InetAddress.getLoopbackAddress(), guarded.port());
        Socket large = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      guarded.bindTo(meters);
      form.setSoTimeout(15_000);
      form.getOutputStream().write(bytes(head + "Content-Length: 10\r\n\r\nhalf"));
      await().until(() -> waiting(meters, "links") == 4);
      assertThat(waiting(meters, "keys") + waiting(meters, "console")).isZero();
      large.setSoTimeout(15_000);
      large
          .getOutputStream()
          .write(bytes(head + "Content-Length: 190000\r\n\r\n" + "x".repeat(80_000)));
      assertThat(readUpTo("problem:too-large", large.getInputStream())).startsWith("HTTP/1.1 413");
      form.getOutputStream().write(bytes("x".repeat(6)));
      assertThat(new String(readable(form.getInputStream()), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .endsWith("read 10");
    }
  }

  /** Whoever is asked may answer, and most clients send the head before the body. */
  @Test
  void aBodyOfWhoMayOnlyReadIsWaitedForApart() throws IOException {
    Edge.Api body = routes -> routes.post("/body", READ, Role.known);
    Access keys = Access.keys(List.of(new Access.Key("asked", "secret", Set.of(Role.read))));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String head =
        "POST /body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Length: 10\r\nAuthorization: Bearer secret\r\n\r\n";
    try (Edge guarded = open(() -> keys, body, 100_000);
        Socket asked = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      guarded.bindTo(meters);
      asked.setSoTimeout(15_000);
      asked.getOutputStream().write(bytes(head + "x".repeat(4)));
      await().until(() -> waiting(meters, "readers") == 4);
      assertThat(waiting(meters, "keys")).isZero();
      asked.getOutputStream().write(bytes("x".repeat(6)));
      assertThat(new String(readable(asked.getInputStream()), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .endsWith("read 10");
    }
  }

  private static Edge open(Supplier<Access> access, Edge.Api body, int room) {
    return Edge.open(
        new Edge.Address("127.0.0.1", 0),
        access,
        Edge.threads(),
        List.of(body),
        new Edge.Limits(8 * 1024, Duration.ofSeconds(20), Duration.ofSeconds(20), room));
  }

  private static double waiting(MeterRegistry meters, String from) {
    return meters.get("sluice.bodies.waiting").tag("from", from).gauge().value();
  }
}
