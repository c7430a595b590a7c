package dev.sluice.gateway.audit;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event's row as one hash, in two steps: all that is known when it comes, off the writer's
 * thread, and then its place in the journal. The identity is not part of it, since it is given back
 * when its window is over.
 */
public final class Leaf {

  /** The columns of the first step, in their order. */
  public static final List<String> COLUMNS =
      List.of(
          "eid",
          "type",
          "source",
          "id",
          "subject",
          "time",
          "data_schema",
          "correlation",
          "causation",
          "caller",
          "idempotency_key",
          "partition_key",
          "priority",
          "data_version",
          "traceparent",
          "tracestate",
          "more",
          "content_type",
          "content_hash",
          "key_id",
          "data");

  private final @Nullable Object[] columns;
  private final Digest content;

  private Leaf(@Nullable Object[] columns) {
    Hash hash = new Hash();
    for (Object column : columns) {
      hash.add(column);
    }
    this.columns = columns;
    this.content = hash.value();
  }

  /**
   * @param columns the values of {@link #COLUMNS}
   */
  public static Leaf of(@Nullable Object... columns) {
    if (columns.length != COLUMNS.size()) {
      throw new IllegalArgumentException("An event has " + COLUMNS.size() + " columns");
    }
    return new Leaf(columns);
  }

  /** From a row that has the columns from {@code first} on. */
  static Leaf read(ResultSet row, int first) throws SQLException {
    @Nullable Object[] columns = new Object[COLUMNS.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = row.getObject(first + i);
    }
    return new Leaf(columns);
  }

  /** Gives the columns to a statement, from the parameter {@code first} on. */
  public void bind(PreparedStatement statement, int first) throws SQLException {
    for (int i = 0; i < columns.length; i++) {
      statement.setObject(first + i, columns[i]);
    }
  }

  Digest at(Hash places, long seq, long acceptedAt, int chain) {
    return places.add(content).add(seq).add(acceptedAt).add(chain).value();
  }
}
