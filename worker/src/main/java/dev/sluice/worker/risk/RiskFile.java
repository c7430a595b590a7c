package dev.sluice.worker.risk;

import dev.sluice.activities.order.RiskByRules;
import dev.sluice.activities.order.RiskByRules.BadRule;
import dev.sluice.activities.order.RiskSettings;
import dev.sluice.workflows.task.Ladder;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code risk} of {@code sluice.yaml}. The first error refuses the file, with its place;
 * {@code sluice check} lists all.
 */
public final class RiskFile {

  private RiskFile() {}

  /** Without a {@code risk} section nobody looks at anything. */
  public static RiskByRules read(Path file) {
    Yaml root = Yaml.root(file);
    Optional<Yaml> risk = root.optional("risk");
    if (risk.isEmpty()) {
      return RiskByRules.compile(RiskSettings.none(parked(root)));
    }
    Yaml rules = risk.get().required("rules");
    RiskSettings settings =
        new RiskSettings(
            ladder(root, risk.get().required("ladder")),
            rules.items().map(RiskFile::rule).toList(),
            parked(root));
    try {
      return RiskByRules.compile(settings);
    } catch (BadRule e) {
      throw rules
          .items()
          .toList()
          .get(e.index())
          .required("when")
          .bad(String.valueOf(e.getMessage()));
    }
  }

  private static RiskSettings.Rule rule(Yaml rule) {
    return new RiskSettings.Rule(rule.required("name").text(), rule.required("when").text());
  }

  /** What is parked is parked until somebody settles it: no default may. */
  private static @Nullable Ladder parked(Yaml root) {
    Optional<Yaml> name = root.optional("people").flatMap(people -> people.optional("parked"));
    Ladder ladder = name.map(each -> ladder(root, each)).orElse(null);
    if (ladder != null && !ladder.otherwise().equals("park")) {
      throw name.orElseThrow().bad("the ladder \"" + ladder.name() + "\" must end with park");
    }
    return ladder;
  }

  private static Ladder ladder(Yaml root, Yaml name) {
    Yaml ladder =
        root.optional("people")
            .flatMap(people -> people.optional("ladders"))
            .flatMap(ladders -> ladders.optional(name.text()))
            .orElseThrow(
                () -> name.bad("there is no ladder \"" + name.text() + "\" in people.ladders"));
    return LadderFile.ladder(name.text(), ladder);
  }
}
