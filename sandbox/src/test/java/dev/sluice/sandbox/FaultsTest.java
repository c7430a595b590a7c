package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sandbox.Caller.Got;
import dev.sluice.sandbox.fault.FaultProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest extends SandboxCase {

  @Test
  void anErrorIsBeforeAnyWork() throws IOException {
    restart("error=1");

    Got got = inventory.post("/reservations", "o1/reserve", reservation("o1", "A-1"));

    assertThat(got.status()).isEqualTo(503);
    assertThat(inventory.ledger("o1")).isEmpty();
    assertThat(inventory.get("/health/ready").status()).isEqualTo(200);
  }

  @Test
  void aLostAnswerIsAfterTheWork() throws IOException {
    restart("lost=1");

    assertThatThrownBy(() -> reserved("o1", "A-1")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> reserved("o1", "A-1")).isInstanceOf(IOException.class);
    assertThat(inventory.ledger("o1")).isEqualTo("reserve:reserved");
  }

  @Test
  void aDuplicateHasOneEffect() throws IOException {
    restart("duplicate=1");

    String id = authorised("o1", "tok_visa");
    payment.post("/authorisations/" + id + "/capture", "o1/capture", "{}");

    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised capture:captured");
  }

  @Test
  void aDuplicateKeepsTheFirstAnswerLost() throws IOException {
    restart("duplicate=1");

    assertThatThrownBy(() -> authorised("o1", "tok_lost")).isInstanceOf(IOException.class);
    assertThat(authorised("o1", "tok_lost")).startsWith("aut_");
    assertThat(payment.ledger("o1")).isEqualTo("authorise:authorised");
  }

  @Test
  void aSlowCallIsAnsweredAsAnyOther() throws IOException {
    String id = authorised("o1", "tok_undo_fails");
    restart("seed=3,slow=1");

    Got held = payment.post("/authorisations", "o2/authorise", charge("o2", "tok_visa"));
    Got failed = payment.post("/authorisations/" + id + "/void", "o1/void", "");

    assertThat(held.status()).isEqualTo(201);
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.text("type")).isEqualTo("internal");
    assertThat(payment.get("/authorisations?key=o1/void").text("state")).isEqualTo("absent");
    assertThatThrownBy(() -> authorised("o3", "tok_lost")).isInstanceOf(IOException.class);
  }

  @Test
  void theSameCallsMeetTheSameFaults() throws IOException {
    assertThat(fates("seed=7,error=0.3,lost=0.2")).isEqualTo(fates("seed=7,error=0.3,lost=0.2"));
    assertThat(fates("seed=7,error=0.3,lost=0.2"))
        .isNotEqualTo(fates("seed=8,error=0.3,lost=0.2"))
        .contains("503", "lost", "201");
  }

  @Test
  void aRestartGoesOnCountingTheAttempts() throws IOException {
    FaultProfile profile = FaultProfile.parse("seed=1,error=0.5");
    List<Integer> seen = new ArrayList<>();
    List<Integer> planned = new ArrayList<>();
    for (int attempt = 1; attempt <= 6; attempt++) {
      restart("seed=1,error=0.5");
      seen.add(inventory.post("/reservations", "o1/reserve", reservation("o1", "A-1")).status());
      planned.add(profile.plan("reserve", "o1/reserve", attempt).error() ? 503 : 201);
    }

    assertThat(seen).isEqualTo(planned).contains(503, 201);
  }

  private void restart(String profile) {
    restart(SandboxConfig.in(data).withClock(clock).withFaults(FaultProfile.parse(profile)));
  }

  /** What became of the first calls under a profile, in a sandbox with no past. */
  private List<String> fates(String profile) throws IOException {
    sandbox.close();
    start(
        SandboxConfig.in(data.resolve("fresh-" + fresh++)).withFaults(FaultProfile.parse(profile)));
    List<String> fates = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      fates.add(fate("o" + i));
    }
    return fates;
  }

  private String fate(String orderId) {
    try {
      Got got = inventory.post("/reservations", orderId, reservation(orderId, "A-1"));
      return String.valueOf(got.status());
    } catch (IOException e) {
      return "lost";
    }
  }

  private int fresh;
}
