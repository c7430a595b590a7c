package dev.sluice.worker.risk;

import dev.sluice.activities.order.RiskByRules;
import dev.sluice.activities.order.RiskByRules.BadRule;
import dev.sluice.activities.order.RiskSettings;
import dev.sluice.workflows.task.Ladder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@code risk} and {@code people} of {@code sluice.yaml}. The rest of the file is the
 * gateway's. The first error refuses the file, with its place; {@code sluice check} lists all.
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
    Optional<Yaml> risk = root().optional("risk");
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
        root()
            .optional("people")
            .flatMap(people -> people.optional("ladders"))
            .flatMap(ladders -> ladders.optional(name.text()))
            .orElseThrow(
                () -> name.bad("there is no ladder \"" + name.text() + "\" in people.ladders"));
    Yaml tiersAt = ladder.required("tiers");
    List<Ladder.Tier> tiers = new ArrayList<>();
    tiersAt.items().forEach(tier -> tiers.add(tier(tier)));
    if (tiers.size() != 1) {
      throw tiersAt.bad("a ladder has exactly one tier in this version, not " + tiers.size());
    }
    return new Ladder(name.text(), List.copyOf(tiers), otherwise(ladder.required("otherwise")));
  }

  private static Ladder.Tier tier(Yaml tier) {
    return new Ladder.Tier(
        tier.required("to").text(),
        tier.required("within").duration(),
        tier.optional("remind").stream().flatMap(Yaml::items).map(Yaml::duration).toList());
  }

  private static String otherwise(Yaml otherwise) {
    String choice = otherwise.text();
    if (!List.of("approve", "reject", "park").contains(choice)) {
      throw otherwise.bad("is approve, reject or park, not \"" + choice + "\"");
    }
    return choice;
  }

  private Yaml root() {
    LoadSettings settings =
        LoadSettings.builder().setUseMarks(true).setLabel(file.toString()).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(Files.readString(file));
      return new Yaml(
          file, root.orElseThrow(() -> new BadConfiguration(file + ": the file is empty")), "");
    } catch (IOException e) {
      throw new BadConfiguration(file + " cannot be read: " + e.getMessage());
    } catch (YamlEngineException e) {
      throw new BadConfiguration(file + " is not YAML: " + e.getMessage());
    }
  }
}
