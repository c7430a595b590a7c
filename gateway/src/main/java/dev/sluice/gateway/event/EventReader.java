package dev.sluice.gateway.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one event shape of what came in: CloudEvents structured or binary, or plain JSON, told
 * apart by the content type and the {@code ce-} headers. Gives the event its eid and fills in what
 * plain JSON left out. Refuses by {@link Malformed} and {@link Unsupported}. Safe for many threads.
 */
public final class EventReader {

  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String READ_HERE =
      "Send application/json, application/cloudevents+json, or the CloudEvents binary mode (ce-"
          + " headers).";
  private static final int MAX_KEY = 255;

  private final Clock clock;
  private final NoArgGenerator eids = Generators.timeBasedEpochGenerator();

  public EventReader(Clock clock) {
    this.clock = clock;
  }

  /**
   * The event, its chain still to be counted.
   *
   * @param defaultSource that of plain JSON that names none
   */
  public Event read(Incoming in, String defaultSource) {
    return event(draft(in), in, defaultSource);
  }

  private static Draft draft(Incoming in) {
    in.one("content-encoding")
        .filter(coding -> !coding.equalsIgnoreCase("identity"))
        .ifPresent(
            coding -> {
              throw new Unsupported("A body with a content encoding is not read here.");
            });
    Optional<String> header = in.one("content-type");
    Optional<MediaType> type = header.flatMap(MediaType::parse);
    if (type.filter(MediaType::isCloudEvents).isEmpty() && BinaryFormat.isBinary(in)) {
      return BinaryFormat.read(in);
    }
    String essence = type.map(MediaType::essence).orElse("");
    if (type.filter(MediaType::isUtf8).isPresent()) {
      if (essence.equals(STRUCTURED)) {
        return JsonFormat.structured(in.body());
      }
      if (essence.equals(Payload.JSON)) {
        return JsonFormat.plain(in.body());
      }
    }
    throw new Unsupported(
        header
                .map(text -> "This content type is not read here. ")
                .orElse("Content-Type is missing. ")
            + READ_HERE);
  }

  private Event event(Draft draft, Incoming in, String defaultSource) {
    UUID eid = eids.generate();
    Instant now = clock.instant();
    Attributes attributes = new Attributes(draft);
    attributes.specVersion();
    attributes.contentType();
    String correlation = attributes.text("correlationid");
    TraceContext trace = trace(draft, in);
    Event event =
        new Event(
            eid,
            attributes.orElse("id", eid.toString()),
            attributes.checkedReference("source", attributes.orElse("source", defaultSource)),
            attributes.required("type"),
            attributes.text("subject"),
            attributes.time(now),
            attributes.uri("dataschema"),
            correlation == null ? eid.toString() : correlation,
            attributes.text("causationid"),
            0,
            idempotencyKey(attributes, in),
            attributes.text("partitionkey"),
            attributes.priority(),
            attributes.text("dataversion"),
            trace.traceparent(),
            trace.tracestate(),
            attributes.targetAgents(),
            attributes.extensions(),
            draft.data());
    attributes.refuseFaults();
    return event;
  }

  /** The event's own trace; else the request's, where there is exactly one. */
  private static TraceContext trace(Draft draft, Incoming in) {
    Object own = draft.attributes().get("traceparent");
    if (own != null) {
      Object state = draft.attributes().get("tracestate");
      return TraceContext.of(own.toString(), state == null ? null : state.toString());
    }
    var parents = in.all("traceparent");
    String parent = parents.size() == 1 ? parents.get(0) : null;
    return TraceContext.of(parent, String.join(",", in.all("tracestate")));
  }

  private static @Nullable String idempotencyKey(Attributes attributes, Incoming in) {
    String attribute = attributes.text("idempotencykey");
    String header = in.one("idempotency-key").map(EventReader::bare).orElse(null);
    if (header == null) {
      return attribute;
    }
    if (header.isEmpty() || header.length() > MAX_KEY || !isPrintable(header)) {
      throw Malformed.event(
          Incoming.HEADER + "idempotency-key",
          "Idempotency-Key must have 1 to " + MAX_KEY + " printable ASCII characters.");
    }
    if (attribute != null && !attribute.equals(header)) {
      attributes.fault("idempotencykey", "idempotencykey differs from the header Idempotency-Key.");
    }
    return header;
  }

  /** The draft standard writes the key as a quoted string; most senders leave the quotes out. */
  private static String bare(String header) {
    String text = header.strip();
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1") : text;
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }
}
