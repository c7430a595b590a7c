package dev.sluice.gateway.journal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.route.Planned;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts {@code filtered}, which most events have most of. They stand in the event's own row,
 * and the view {@code all_verdicts} has them beside the others. How many there are is counted some
 * thousand events at once, by the writer and on its thread.
 */
final class Filtered {

  /** Few enough that no commit waits for the count, and no reader has many to add. */
  private static final int AT_ONCE = 1_024;

  /** By route, up to now. */
  static final String NUMBERS =
      """
      SELECT route, sum(number) AS number FROM (
        SELECT route, number FROM filtered_numbers
        UNION ALL
        SELECT f.value, 1 FROM events e, json_each(e.filtered) f
        WHERE e.seq > (SELECT up_to FROM filtered_counted) AND f.value IS NOT NULL)
      GROUP BY route""";

  private static final String COUNT =
      """
      INSERT INTO filtered_numbers (route, number)
      SELECT f.value, count(*) FROM events e, json_each(e.filtered) f
      WHERE e.seq > (SELECT up_to FROM filtered_counted) AND f.value IS NOT NULL GROUP BY f.value
      ON CONFLICT (route) DO UPDATE SET number = number + excluded.number""";

  private static final String COUNTED =
      """
      UPDATE filtered_counted SET up_to = (SELECT max(seq) FROM events)
      WHERE up_to < (SELECT max(seq) FROM events)""";

  private static final String FORGET =
      """
      UPDATE filtered_numbers SET number = number - 1
      WHERE ?1 <= (SELECT up_to FROM filtered_counted) AND route IN (
        SELECT f.value FROM events e, json_each(e.filtered) f WHERE e.seq = ?1)""";

  private int uncounted;

  /** For the event's row: the route at each place that filtered it. */
  static @Nullable String json(List<Planned> planned) {
    ArrayNode places = JsonNodeFactory.instance.arrayNode(planned.size());
    boolean isAny = false;
    for (Planned each : planned) {
      boolean isFiltered = each instanceof Planned.Filtered;
      isAny |= isFiltered;
      places.add(isFiltered ? each.route() : null);
    }
    return isAny ? places.toString() : null;
  }

  /** Before a commit of so many events. */
  void count(Connection connection, int events) throws SQLException {
    uncounted += events;
    if (uncounted >= AT_ONCE) {
      RunRows.update(connection, COUNT);
      RunRows.update(connection, COUNTED);
      uncounted = 0;
    }
  }

  /** To be given the seq of an event that is about to be deleted. */
  static PreparedStatement forget(Connection connection) throws SQLException {
    return connection.prepareStatement(FORGET);
  }
}
