package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sluice.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which words a mail has, as files of a running gateway's configuration say. */
@SuppressWarnings("NullAway.Init") // Made before each test.
class TemplatesOverHttpTest {

  @TempDir private Path folder;
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private TestGateway gateway;
  private int asked;

  @BeforeEach
  void open() throws IOException {
    mail.start();
    Files.createDirectories(folder.resolve("templates/de"));
    Files.writeString(folder.resolve("templates/de/asked.html"), "<p>{{question}} {{link}}</p>");
    template("Bitte");
    gateway =
        TestGateway.start(
            folder,
            """
            people:
              members:
                anna: {name: Anna, email: anna@example.com, roles: [clerk], locale: de-AT}
                bob: {name: Bob, email: bob@example.com, roles: [clerk], locale: fr}
            messages:
              mail: {host: 127.0.0.1, port: %d, security: none, from: sluice@example.com}
              templates: ./templates
            routes:
              - {name: r, on: x, publish: {type: y}}
            """
                .formatted(mail.getSmtp().getPort()),
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    gateway.close();
    mail.stop();
  }

  private void template(String subject) throws IOException {
    Files.writeString(
        folder.resolve("templates/de/asked.txt"), "Subject: " + subject + ": {{question}}\n\n");
  }

  private void ask() {
    String id = "order-" + ++asked;
    String task =
        """
        {"id": "%1$s:review", "workflowId": "%1$s", "state": "open", "question": "May %1$s go on?",
         "data": {}, "choices": ["approve", "reject"], "tier": "role:clerk"}
        """
            .formatted(id);
    assertThat(gateway.http().put("/v1/tasks/" + id + ":review", task).status()).isEqualTo(200);
  }

  private void awaitSubjects(String... subjects) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(Arrays.stream(mail.getReceivedMessages()).toList())
                    .extracting(each -> each.getSubject())
                    .containsExactlyInAnyOrder(subjects));
  }

  private boolean isRefused() {
    return gateway.http().get("/v1/about").json().at("/configuration/refused").isObject();
  }

  @Test
  void aLanguageFallsBackAndAChangedFileIsTakenAndABrokenOneIsNot() throws IOException {
    ask();
    awaitSubjects("Bitte: May order-1 go on?", "May order-1 go on?");

    template("Dringend");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                gateway
                    .http()
                    .get("/metrics")
                    .body()
                    .contains("sluice_config_loads_total{result=\"loaded\"} 1.0"));
    ask();
    awaitSubjects(
        "Bitte: May order-1 go on?",
        "May order-1 go on?",
        "Dringend: May order-2 go on?",
        "May order-2 go on?");

    template("{{nothing}}");
    await().atMost(Duration.ofSeconds(20)).until(this::isRefused);
    ask();
    await().atMost(Duration.ofSeconds(20)).until(() -> mail.getReceivedMessages().length == 6);
    assertThat(mail.getReceivedMessages())
        .extracting(each -> each.getSubject())
        .contains("Dringend: May order-3 go on?");
  }
}
