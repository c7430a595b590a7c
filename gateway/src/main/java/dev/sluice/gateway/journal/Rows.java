package dev.sluice.gateway.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.gateway.audit.Leaf;
import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import dev.sluice.gateway.event.StrictJson;
import dev.sluice.gateway.journal.Verdict.Kind;
import dev.sluice.gateway.journal.Verdict.RunStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between rows and records: the one place that knows how a record lies in its columns. */
final class Rows {

  /** The columns of an event for a list, which shows no data: it may be large, and is left out. */
  static final String BRIEF =
      """
      e.seq, e.eid, e.accepted_at, e.type, e.source, e.id, e.subject, e.time, e.data_schema,
        e.correlation, e.causation, e.chain, e.idempotency_key, e.partition_key, e.priority,
        e.data_version, e.traceparent, e.tracestate, e.more, e.content_type, 0 AS key_id,
        x'' AS data
      """;

  private static final JsonMapper JSON = new JsonMapper();

  /** The attributes that are rare enough to share one column. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record More(
      @Nullable List<String> targetAgents, @Nullable Map<String, Object> extensions) {}

  private Rows() {}

  static Event event(ResultSet row) throws SQLException {
    UUID eid = uuid(row.getBytes("eid"));
    String correlation = row.getString("correlation");
    More more = more(row.getString("more"));
    return new Event(
        eid,
        row.getString("id"),
        row.getString("source"),
        row.getString("type"),
        row.getString("subject"),
        Instant.parse(row.getString("time")),
        row.getString("data_schema"),
        correlation == null ? eid.toString() : correlation,
        row.getString("causation"),
        row.getInt("chain"),
        row.getString("idempotency_key"),
        row.getString("partition_key"),
        row.getInt("priority"),
        row.getString("data_version"),
        row.getString("traceparent"),
        row.getString("tracestate"),
        Objects.requireNonNullElse(more.targetAgents(), List.of()),
        Objects.requireNonNullElse(more.extensions(), Map.of()),
        data(row));
  }

  static StoredEvent stored(Connection connection, ResultSet row, Waits waits) throws SQLException {
    long seq = row.getLong("seq");
    return new StoredEvent(
        seq, instant(row.getLong("accepted_at")), event(row), verdicts(connection, seq, waits));
  }

  private static List<Verdict> verdicts(Connection connection, long seq, Waits waits)
      throws SQLException {
    String sql =
        """
        SELECT v.*, r.run_id, r.status FROM all_verdicts v LEFT JOIN runs r
          ON r.workflow_id = v.workflow_id AND r.namespace = v.namespace AND r.seq = v.run_seq
        WHERE v.seq = ? ORDER BY v.n""";
    List<Verdict> verdicts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, seq);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          verdicts.add(verdict(row, waits));
        }
      }
    }
    return verdicts;
  }

  static Verdict verdict(ResultSet row) throws SQLException {
    String status = row.getString("status");
    return new Verdict(
        row.getString("route"),
        Kind.valueOf(row.getString("kind")),
        reason(row),
        instant(row.getLong("at")),
        row.getString("workflow_id"),
        row.getString("run_id"),
        status == null ? null : RunStatus.valueOf(status),
        row.getInt("attempts"),
        row.getString("last_error"),
        optionalInstant(row, "next_attempt_at"));
  }

  /** What is held waits for the engine as well, while that is away; its own last error stays. */
  static Verdict verdict(ResultSet row, Waits waits) throws SQLException {
    Verdict verdict = verdict(row);
    if (verdict.kind() != Kind.held || row.getInt("stopped") > StopRows.RELEASED) {
      return verdict;
    }
    return waits
        .outage(row.getString("namespace"))
        .map(outage -> verdict.notTriedBefore(outage.nextCheck(), outage.error()))
        .orElse(verdict);
  }

  /** What stops held work comes before what it would wait for else. */
  private static @Nullable String reason(ResultSet row) throws SQLException {
    return switch (row.getInt("stopped")) {
      case StopRows.PAUSED -> Reasons.PAUSED;
      case StopRows.BEHIND -> Reasons.WAITING_FOR_TURN;
      default -> row.getString("reason");
    };
  }

  private static Data data(ResultSet row) throws SQLException {
    byte[] bytes = row.getBytes("data");
    String contentType = row.getString("content_type");
    if (row.getInt("key_id") != 0) {
      throw new SQLException("The data is encrypted with a key that this version does not know");
    }
    return Data.of(bytes, contentType);
  }

  /** The columns that say what the event is. */
  static Leaf leaf(Event event, String caller, byte[] contentHash) {
    String eid = event.eid().toString();
    return Leaf.of(
        bytes(event.eid()),
        event.type(),
        event.source(),
        event.id(),
        event.subject(),
        event.time().toString(),
        event.dataSchema(),
        event.correlationId().equals(eid) ? null : event.correlationId(),
        event.causationId(),
        caller,
        event.idempotencyKey(),
        event.partitionKey(),
        event.priority(),
        event.dataVersion(),
        event.traceparent(),
        event.tracestate(),
        more(event),
        event.data().contentType(),
        contentHash,
        0, // no key: the data lies there as it came
        event.data().bytes());
  }

  private static @Nullable String more(Event event) {
    if (event.targetAgents().isEmpty() && event.extensions().isEmpty()) {
      return null;
    }
    try {
      return JSON.writeValueAsString(new More(event.targetAgents(), event.extensions()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("An extension attribute is not JSON", e);
    }
  }

  private static More more(@Nullable String json) throws SQLException {
    try {
      return json == null ? new More(null, null) : JSON.readValue(json, More.class);
    } catch (JsonProcessingException e) {
      throw new SQLException("The attributes of an event are damaged", e);
    }
  }

  static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  static @Nullable JsonNode optionalJson(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : StrictJson.value(text.getBytes(StandardCharsets.UTF_8));
  }

  static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : instant(millis);
  }
}
