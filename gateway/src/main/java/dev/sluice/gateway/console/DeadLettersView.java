package dev.sluice.gateway.console;

import dev.sluice.gateway.journal.DeadLetter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters that a filter names, in groups and one by one. The groups are the largest of
 * {@code allGroups} that there were at that time, and are shown beside the first page alone.
 */
record DeadLettersView(
    Frame frame,
    Form form,
    List<Group> groups,
    int allGroups,
    Instant groupedAt,
    List<DeadLetter> letters,
    String redrive,
    @Nullable String older) {

  /** A group, and where its letters are listed. */
  record Group(DeadLetter.Group group, String link) {

    static Group of(DeadLetter.Group group, Map<String, String> filter) {
      Map<String, String> query = new LinkedHashMap<>(filter);
      query.put("reason", group.reason());
      String route = group.route();
      if (route != null) {
        query.put("route", route);
      }
      return new Group(group, Links.with(Links.DEAD_LETTERS, query));
    }
  }
}
