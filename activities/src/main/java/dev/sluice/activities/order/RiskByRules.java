package dev.sluice.activities.order;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.sluice.workflows.order.Order;
import dev.sluice.workflows.order.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Risk by rules in CEL, compiled and type-checked when they are loaded. Calls nothing. A rule that
 * fails on an order is a reason to look at it, never a silent "no". Thread-safe.
 */
public final class RiskByRules implements Risk {

  private static final Logger log = LoggerFactory.getLogger(RiskByRules.class);
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  /** As `sluice check` has them: what it finds good must work here. */
  private static final CelOptions LIMITS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(4096)
          .maxParseRecursionDepth(32)
          .maxParseErrorRecoveryLimit(4)
          .maxParseExpressionNodeCount(2048)
          .comprehensionMaxIterations(10_000)
          .maxRegexProgramSize(2048)
          .build();

  /** CEL knows whole numbers as 64 bit. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private record CompiledRule(String name, CelRuntime.Program program) {}

  private final RiskSettings settings;
  private final List<CompiledRule> rules;

  private RiskByRules(RiskSettings settings, List<CompiledRule> rules) {
    this.settings = settings;
    this.rules = rules;
  }

  /** Says which rule cannot work, and why. */
  public static final class BadRule extends IllegalArgumentException {
    private final int index;

    BadRule(int index, String message, Throwable cause) {
      super(message, cause);
      this.index = index;
    }

    /** Which of the settings' rules it is. */
    public int index() {
      return index;
    }
  }

  public static RiskByRules compile(RiskSettings settings) {
    Cel cel =
        CelFactory.legacyCelBuilder()
            .setOptions(LIMITS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("order", SimpleType.DYN)
            .setResultType(SimpleType.BOOL)
            .build();
    List<CompiledRule> rules = new ArrayList<>();
    for (RiskSettings.Rule rule : settings.rules()) {
      rules.add(compile(cel, rule, rules.size()));
    }
    return new RiskByRules(settings, List.copyOf(rules));
  }

  private static CompiledRule compile(Cel cel, RiskSettings.Rule rule, int index) {
    try {
      CelAbstractSyntaxTree checked = cel.compile(rule.when()).getAst();
      return new CompiledRule(rule.name(), cel.createProgram(checked));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new BadRule(
          index, "risk rule \"" + rule.name() + "\" cannot work: " + e.getMessage(), e);
    }
  }

  @Override
  public Assessment assess(Order order) {
    Map<String, Object> variables = Map.of("order", JSON.convertValue(order, MAP));
    List<String> reasons = new ArrayList<>();
    for (CompiledRule rule : rules) {
      reason(rule, variables).ifPresent(reasons::add);
    }
    return new Assessment(List.copyOf(reasons), settings.ladder(), settings.parked());
  }

  private static Optional<String> reason(CompiledRule rule, Map<String, Object> variables) {
    try {
      Object holds = rule.program().eval(variables);
      if (holds instanceof Boolean yes) {
        return yes ? Optional.of(rule.name()) : Optional.empty();
      }
      return Optional.of(untold(rule, "it is neither true nor false; a value may be missing"));
    } catch (CelEvaluationException e) {
      return Optional.of(untold(rule, e.getMessage()));
    }
  }

  private static String untold(CompiledRule rule, @Nullable String why) {
    log.warn("risk rule \"{}\" failed: {}", rule.name(), why);
    return rule.name() + " (could not be told: " + why + ")";
  }
}
