package dev.sluice.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.event.Rfc3339;
import dev.sluice.gateway.event.StrictJson;
import dev.sluice.gateway.journal.DeadLetter.Filter;
import dev.sluice.gateway.route.Compiled.Bad;
import dev.sluice.gateway.route.TypeGlob;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/dead-letters/redrive}. A name that means nothing is a problem. */
record RedriveReader(Filter filter, int rate, boolean dryRun) {

  private static final int DEFAULT_RATE = 50;
  private static final int MAX_RATE = 1_000;
  private static final Set<String> MEMBERS = Set.of("filter", "rate", "dryRun");
  private static final Set<String> FILTERS = Set.of("reason", "route", "type", "since", "until");

  static RedriveReader of(Context ctx) {
    byte[] bytes = Body.read(ctx);
    JsonNode body = bytes.length == 0 ? Json.object() : StrictJson.value(bytes);
    refuseUnknown("", body, MEMBERS);
    JsonNode filter = body.path("filter");
    if (!filter.isMissingNode()) {
      refuseUnknown("/filter", filter, FILTERS);
    }
    return new RedriveReader(
        new Filter(
            text(filter, "reason"),
            text(filter, "route"),
            types(filter),
            time(filter, "since"),
            time(filter, "until")),
        rate(body.path("rate")),
        flag(body.path("dryRun")));
  }

  private static void refuseUnknown(String pointer, JsonNode object, Set<String> known) {
    if (!object.isObject()) {
      throw TasksApi.malformed(pointer, "This must be a JSON object.");
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw TasksApi.malformed(
            pointer + "/" + name, "There is no " + name + "; known: " + sorted(known) + ".");
      }
    }
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  private static int rate(JsonNode rate) {
    if (rate.isMissingNode()) {
      return DEFAULT_RATE;
    }
    if (!rate.isInt() || rate.intValue() < 1 || rate.intValue() > MAX_RATE) {
      throw TasksApi.malformed(
          "/rate", "rate must be a number of dead letters a second, from 1 to " + MAX_RATE + ".");
    }
    return rate.intValue();
  }

  private static boolean flag(JsonNode dryRun) {
    if (!dryRun.isMissingNode() && !dryRun.isBoolean()) {
      throw TasksApi.malformed("/dryRun", "dryRun must be true or false.");
    }
    return dryRun.booleanValue();
  }

  private static @Nullable String text(JsonNode filter, String name) {
    JsonNode value = filter.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw TasksApi.malformed("/filter/" + name, name + " must be a string that is not empty.");
    }
    return value.textValue();
  }

  private static @Nullable String types(JsonNode filter) {
    String text = text(filter, "type");
    if (text != null && text.contains("*") && TypeGlob.parse(text) instanceof Bad<?> bad) {
      throw TasksApi.malformed(
          "/filter/type", "type is no glob: " + bad.faults().get(0).reason() + ".");
    }
    return text;
  }

  private static @Nullable Instant time(JsonNode filter, String name) {
    String text = text(filter, name);
    return text == null
        ? null
        : Rfc3339.parse(text)
            .orElseThrow(
                () ->
                    TasksApi.malformed(
                        "/filter/" + name,
                        name + " must be a time of RFC 3339, as 2026-11-21T09:30:00Z."));
  }
}
