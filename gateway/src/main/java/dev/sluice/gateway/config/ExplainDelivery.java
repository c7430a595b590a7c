package dev.sluice.gateway.config;

import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.event.Incoming;
import dev.sluice.gateway.event.Malformed;
import dev.sluice.gateway.event.Unsupported;
import dev.sluice.gateway.source.Delivery;
import dev.sluice.gateway.source.Handshake;
import dev.sluice.gateway.source.Normaliser;
import dev.sluice.gateway.source.Refusal;
import dev.sluice.gateway.source.Source;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code sluice explain --source NAME FILE DELIVERY} says: whether a delivery would be
 * believed, and what would become of it if it is.
 */
public record ExplainDelivery(Source source, Verification verification, Outcome outcome) {

  /** Whether it is theirs. */
  public sealed interface Verification {

    record Fits() implements Verification {}

    record Refused(Refusal why) implements Verification {}

    /** The secret is not here. */
    record Skipped(String why) implements Verification {}
  }

  /** What it is, once it is believed. */
  public sealed interface Outcome {

    record Answered() implements Outcome {}

    record Unreadable(int status, String why) implements Outcome {}

    record AnEvent(Event event, Explain explain) implements Outcome {}
  }

  /**
   * @param unset why the source cannot be verified here, see {@link Rehearsal}
   */
  public static ExplainDelivery of(
      Config config, Source source, Delivery delivery, Optional<String> unset, Clock clock) {
    Optional<Refusal> refusal = source.verifier().refusal(delivery, clock.instant());
    Verification verification =
        refusal.isEmpty()
            ? new Verification.Fits()
            : unset
                .<Verification>map(Verification.Skipped::new)
                .orElseGet(() -> new Verification.Refused(refusal.get()));
    return new ExplainDelivery(source, verification, outcome(config, source, delivery, clock));
  }

  private static Outcome outcome(Config config, Source source, Delivery delivery, Clock clock) {
    if (Handshake.beforeReading(source, delivery).isPresent()) {
      return new Outcome.Answered();
    }
    try {
      Delivery plain = delivery.uncoded();
      if (plain.bodyBytes() > Incoming.MOST_BYTES) {
        return new Outcome.Unreadable(413, "it has more than 1 MiB");
      }
      Normaliser normaliser = new Normaliser(new EventReader(clock));
      Data data = normaliser.data(source, plain);
      if (Handshake.of(source, data).isPresent()) {
        return new Outcome.Answered();
      }
      Event event = normaliser.event(source, plain, data);
      return new Outcome.AnEvent(event, Explain.of(config, event));
    } catch (Malformed e) {
      return new Outcome.Unreadable(400, String.valueOf(e.getMessage()));
    } catch (Unsupported e) {
      return new Outcome.Unreadable(415, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Outcome.Unreadable(
          400, "Content-Encoding says gzip, and the body is none that we can read");
    }
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("delivery to " + source.path() + ", verified as " + source.kind().word());
    lines.add("verification: " + said(verification));
    if (outcome instanceof Outcome.AnEvent made) {
      attributes(made.event()).forEach((name, value) -> lines.add("  " + name + ": " + value));
      lines.addAll(made.explain().linesOfDelivery());
    } else if (outcome instanceof Outcome.Unreadable unreadable) {
      lines.add("so: refused with " + unreadable.status() + ", " + unreadable.why());
    } else {
      lines.add("so: answered as the provider's handshake, and no event");
    }
    return lines;
  }

  private static String said(Verification verification) {
    if (verification instanceof Verification.Skipped skipped) {
      return "skipped, " + skipped.why();
    }
    return verification instanceof Verification.Refused refused
        ? "refused, " + refused.why() + ": answered with 401. If it were believed:"
        : "fits";
  }

  /** What names the event; its data is in the delivery. */
  public static Map<String, String> attributes(Event event) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("id", event.id());
    attributes.put("source", event.source());
    attributes.put("type", event.type());
    String subject = event.subject();
    if (subject != null) {
      attributes.put("subject", subject);
    }
    attributes.put("time", event.time().toString());
    return attributes;
  }
}
