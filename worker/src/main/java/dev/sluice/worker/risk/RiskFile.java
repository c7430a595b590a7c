package dev.sluice.worker.risk;

import dev.sluice.activities.order.RiskByRules;
import dev.sluice.activities.order.RiskByRules.BadRule;
import dev.sluice.activities.order.RiskSettings;
import dev.sluice.workflows.task.Ladder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads {@code risk} of {@code sluice.yaml}. The first error refuses the file, with its place;
 * {@code sluice check} lists all.
 */
public final class RiskFile {

  private final Path file;

  private RiskFile(Path file) {
    this.file = file;
  }

  /** Without a {@code risk} section nobody looks at anything. */
  public static RiskByRules read(Path file) {
    return new RiskFile(file).read();
  }

  private RiskByRules read() {
    Optional<Yaml> risk = Yaml.root(file).optional("risk");
    if (risk.isEmpty()) {
      return RiskByRules.compile(RiskSettings.none());
    }
    Yaml rules = risk.get().required("rules");
    RiskSettings settings =
        new RiskSettings(
            ladder(risk.get().required("ladder")), rules.items().map(this::rule).toList());
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

  private RiskSettings.Rule rule(Yaml rule) {
    return new RiskSettings.Rule(rule.required("name").text(), rule.required("when").text());
  }

  private Ladder ladder(Yaml name) {
    Yaml ladder =
        Yaml.root(file)
            .optional("people")
            .flatMap(people -> people.optional("ladders"))
            .flatMap(ladders -> ladders.optional(name.text()))
            .orElseThrow(
                () -> name.bad("there is no ladder \"" + name.text() + "\" in people.ladders"));
    return LadderFile.ladder(name.text(), ladder);
  }
}
