package dev.sluice.worker.risk;

import dev.sluice.workflows.task.Hours;
import dev.sluice.workflows.task.Ladder;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@code people.ladders} of {@code sluice.yaml}. The first error refuses the file, with its
 * place; {@code sluice check} lists all.
 */
public final class LadderFile {

  private LadderFile() {}

  /** By name. */
  public static Map<String, Ladder> read(Path file) {
    Map<String, Ladder> ladders = new LinkedHashMap<>();
    Optional<Yaml> people = Yaml.root(file).optional("people");
    people
        .flatMap(section -> section.optional("ladders"))
        .ifPresent(
            section ->
                section
                    .keys()
                    .forEach(name -> ladders.put(name, ladder(name, section.required(name)))));
    return Map.copyOf(ladders);
  }

  static Ladder ladder(String name, Yaml ladder) {
    Yaml tiersAt = ladder.required("tiers");
    List<Ladder.Tier> tiers = new ArrayList<>();
    tiersAt.items().forEach(tier -> tiers.add(tier(tier)));
    if (tiers.isEmpty()) {
      throw tiersAt.bad("a ladder has at least one tier");
    }
    String otherwise = otherwise(ladder.required("otherwise"));
    Ladder.Tier last = tiers.get(tiers.size() - 1);
    if (otherwise.equals(Ladder.PARK) && last.quorum() > 1 && last.of() == null) {
      throw tiersAt.bad("the last, which keeps it (park), says of how many its quorum is");
    }
    return new Ladder(
        name,
        List.copyOf(tiers),
        otherwise,
        ladder.optional("hours").map(LadderFile::hours).orElse(null));
  }

  private static Hours hours(Yaml hours) {
    try {
      return new Hours(
          ZoneId.of(hours.required("zone").text()).getId(),
          hours.required("days").items().map(LadderFile::day).toList(),
          LocalTime.parse(hours.required("from").text()),
          LocalTime.parse(hours.required("to").text()),
          hours.optional("holidays").stream()
              .flatMap(Yaml::items)
              .map(day -> LocalDate.parse(day.text()))
              .toList());
    } catch (DateTimeException | IllegalArgumentException e) {
      throw hours.bad(String.valueOf(e.getMessage()));
    }
  }

  private static DayOfWeek day(Yaml day) {
    return Stream.of(DayOfWeek.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).startsWith(day.text()))
        .filter(each -> day.text().length() == 3)
        .findFirst()
        .orElseThrow(() -> day.bad("is a day such as mon, not \"" + day.text() + "\""));
  }

  private static Ladder.Tier tier(Yaml tier) {
    int quorum = tier.optional("quorum").map(Yaml::count).orElse(1);
    Optional<Yaml> of = tier.optional("of");
    if (of.isPresent() && of.get().count() < quorum) {
      throw of.get().bad("is fewer than quorum");
    }
    return new Ladder.Tier(
        tier.required("to").text(),
        tier.required("within").duration(),
        tier.optional("remind").stream().flatMap(Yaml::items).map(Yaml::duration).toList(),
        quorum,
        of.map(Yaml::count).orElse(null));
  }

  private static String otherwise(Yaml otherwise) {
    String choice = otherwise.text();
    if (!List.of("approve", "reject", Ladder.PARK).contains(choice)) {
      throw otherwise.bad("is approve, reject or park, not \"" + choice + "\"");
    }
    return choice;
  }
}
