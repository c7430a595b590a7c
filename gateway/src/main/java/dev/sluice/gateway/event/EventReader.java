package dev.sluice.gateway.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one event shape of what came in: CloudEvents structured, binary or batched, plain JSON,
 * or lines of it, told apart by the content type and the {@code ce-} headers. Gives the event its
 * eid and fills in what plain JSON left out. Refuses by {@link Malformed} and {@link Unsupported}.
 * Safe for many threads.
 */
public final class EventReader {

  /** How many events a request may hold, and so how it is read. */
  public enum Form {
    /** One, by {@link #read}. */
    event,
    /** A JSON array of them, by {@link #batch}. */
    batch,
    /** One a line, without an end, each by {@link #line}. */
    lines
  }

  /** The media type of {@link Form#lines}. */
  public static final String LINES = "application/x-ndjson";

  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String READ_HERE =
      "Send application/json, application/cloudevents+json, application/cloudevents-batch+json,"
          + " application/x-ndjson, or the CloudEvents binary mode (ce- headers).";
  private static final int MOST_FAULTS = 100;
  private static final int MAX_KEY = 255;

  private final Clock clock;
  private final NoArgGenerator eids = Generators.timeBasedEpochGenerator();

  public EventReader(Clock clock) {
    this.clock = clock;
  }

  /** Told by the headers alone, which are refused here when they fit no event. */
  public static Form form(Incoming in) {
    refuseEncoded(in);
    headerKey(in);
    Optional<MediaType> type = in.one("content-type").flatMap(MediaType::parse);
    if (type.filter(MediaType::isUtf8).isEmpty()) {
      return Form.event;
    }
    String essence = type.get().essence();
    if (essence.equals(BATCH)) {
      return Form.batch;
    }
    // With ce- headers it is one event, whose data is lines.
    return essence.equals(LINES) && !BinaryFormat.isBinary(in) ? Form.lines : Form.event;
  }

  /** Whether a request whose headers have no fault is read as {@link Form#lines}. */
  public static boolean isLines(Incoming in) {
    List<String> types = in.all("content-type");
    return types.size() == 1
        && !BinaryFormat.isBinary(in)
        && MediaType.parse(types.get(0))
            .filter(type -> type.isUtf8() && type.essence().equals(LINES))
            .isPresent();
  }

  /**
   * The event, its chain still to be counted.
   *
   * @param defaultSource that of plain JSON that names none
   */
  public Event read(Incoming in, String defaultSource) {
    return event(draft(in), in, defaultSource, headerKey(in));
  }

  /**
   * The events of a batch, in their order.
   *
   * @throws Malformed when one of them is none: with the faults of all, their pointers by index
   */
  public List<Event> batch(Incoming in, String defaultSource) {
    List<Event> events = new ArrayList<>();
    Set<Malformed.Fault> faults = new LinkedHashSet<>();
    List<StrictJson.Item> items = StrictJson.array(in.body());
    for (int i = 0; i < items.size() && faults.size() < MOST_FAULTS; i++) {
      try {
        Draft draft = JsonFormat.structured(items.get(i));
        events.add(event(draft, in, defaultSource, partKey(draft, in, i)));
      } catch (Malformed e) {
        faults.addAll(e.under("/" + i));
      }
    }
    if (!faults.isEmpty()) {
      throw Malformed.event(List.copyOf(faults));
    }
    return events;
  }

  /** One line of a request of lines: plain JSON, or a structured event, which is plain JSON too. */
  public Event line(Incoming request, byte[] line, int number, String defaultSource) {
    Draft draft = JsonFormat.plain(line);
    return event(draft, request, defaultSource, partKey(draft, request, number));
  }

  /**
   * An event whose attributes were mapped from another shape, under the same rules. Of the request
   * only the trace context counts: nobody signed its other headers.
   *
   * @throws Malformed when the attributes make no event; its places are their names
   */
  public Event mapped(Map<String, Object> attributes, Data data, Incoming in) {
    return event(new Draft(attributes, data, false, name -> name), traced(in), "", null);
  }

  /** Whether the request says that it is one CloudEvents event, structured or binary. */
  public static boolean isCloudEvent(Incoming in) {
    boolean structured =
        in.all("content-type").stream()
            .flatMap(type -> MediaType.parse(type).stream())
            .anyMatch(type -> type.essence().equals(STRUCTURED));
    return structured || !in.all("ce-specversion").isEmpty();
  }

  /**
   * The CloudEvents event of a sender whose other headers count for nothing.
   *
   * @throws Malformed when it is none
   */
  public Event cloudEvent(Incoming in) {
    return event(draft(in), traced(in), "", null);
  }

  private static Incoming traced(Incoming in) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String header : List.of("traceparent", "tracestate")) {
      headers.put(header, in.all(header));
    }
    return new Incoming(headers, in.body());
  }

  private static void refuseEncoded(Incoming in) {
    in.one("content-encoding")
        .filter(coding -> !coding.equalsIgnoreCase("identity"))
        .ifPresent(
            coding -> {
              throw new Unsupported("A body with a content encoding is not read here.");
            });
  }

  private static Draft draft(Incoming in) {
    refuseEncoded(in);
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

  private Event event(Draft draft, Incoming in, String defaultSource, @Nullable String key) {
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
            idempotencyKey(attributes, key),
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

  private static @Nullable String idempotencyKey(Attributes attributes, @Nullable String header) {
    String attribute = attributes.text("idempotencykey");
    if (header != null && attribute != null && !attribute.equals(header)) {
      attributes.fault("idempotencykey", "idempotencykey differs from the header Idempotency-Key.");
    }
    return header == null ? attribute : header;
  }

  /** The header's key names the request: a part without a key of its own gets its number too. */
  private static @Nullable String partKey(Draft draft, Incoming in, int number) {
    String key = headerKey(in);
    boolean own = draft.attributes().containsKey("idempotencykey");
    return key == null || own ? null : key + "/" + number;
  }

  private static @Nullable String headerKey(Incoming in) {
    String header = in.one("idempotency-key").map(EventReader::bare).orElse(null);
    if (header != null && (header.isEmpty() || header.length() > MAX_KEY || !isPrintable(header))) {
      throw Malformed.event(
          Incoming.HEADER + "idempotency-key",
          "Idempotency-Key must have 1 to " + MAX_KEY + " printable ASCII characters.");
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
