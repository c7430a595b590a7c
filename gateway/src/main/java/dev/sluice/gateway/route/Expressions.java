package dev.sluice.gateway.route;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.RegexLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The compiler of CEL expressions over one variable. Expressions are bounded in text and depth when
 * compiled, and when evaluated in loops and in the text that they read and make; regular
 * expressions run in linear time. Safe for many threads; a text is compiled once.
 */
public final class Expressions {

  /**
   * What the place of an expression can take. A value of unknown type is checked when it is there.
   */
  public enum Wanted {
    bool("true or false", CelKind.BOOL),
    text(
        "a string, a number, or true or false",
        CelKind.STRING,
        CelKind.INT,
        CelKind.UINT,
        CelKind.DOUBLE,
        CelKind.BOOL),
    json(
        "a value that JSON can hold",
        CelKind.STRING,
        CelKind.INT,
        CelKind.UINT,
        CelKind.DOUBLE,
        CelKind.BOOL,
        CelKind.NULL_TYPE,
        CelKind.MAP,
        CelKind.LIST,
        CelKind.STRUCT,
        CelKind.BYTES,
        CelKind.TIMESTAMP,
        CelKind.DURATION);

    private final String words;
    private final ImmutableSet<CelKind> kinds;

    Wanted(String words, CelKind... kinds) {
      this.words = words;
      this.kinds = ImmutableSet.copyOf(kinds);
    }

    boolean takes(CelType type) {
      return type.kind().isDyn() || type.kind() == CelKind.ANY || kinds.contains(type.kind());
    }
  }

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

  /** Types whose names no expression can spell: what is of them cannot be made by one. */
  private static StructType event(Map<String, CelType> attributes) {
    return struct("the event", attributes);
  }

  private static StructType struct(String name, Map<String, CelType> fields) {
    ImmutableMap<String, CelType> known = ImmutableMap.copyOf(fields);
    return StructType.create(name, known.keySet(), field -> Optional.ofNullable(known.get(field)));
  }

  private final String variable;
  private final Cel cel;
  private final CelValidator literals;
  private final Map<String, CelValidationResult> checked = new ConcurrentHashMap<>();

  private Expressions(String variable, CelType type, CelType... others) {
    this.variable = variable;
    // The planner, CEL's other runtime, converts a whole event before it reads one field of it.
    Functions functions = new Functions(LIMITS);
    this.cel =
        functions
            .addTo(CelFactory.legacyCelBuilder().setOptions(LIMITS))
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(new Known(type, others))
            .addVar(variable, type)
            .build();
    this.literals =
        CelValidatorFactory.standardCelValidatorBuilder(cel)
            .addAstValidators(
                RegexLiteralValidator.INSTANCE,
                TimestampLiteralValidator.INSTANCE,
                DurationLiteralValidator.INSTANCE,
                functions)
            .build();
  }

  /** Over {@code event}, whose attributes are known by name and type. */
  public static Expressions overEvents() {
    return new Expressions(EventView.NAME, event(EventView.ATTRIBUTES));
  }

  /** Over {@code event} with what a route has added under these names so far. */
  public static Expressions overEvents(List<String> added) {
    StructType enriched =
        struct(
            "what enrich adds",
            added.stream().collect(Collectors.toMap(name -> name, name -> SimpleType.DYN)));
    Map<String, CelType> attributes = new HashMap<>(EventView.ATTRIBUTES);
    attributes.put(EventView.ENRICHED, enriched);
    return new Expressions(EventView.NAME, event(attributes), enriched);
  }

  /** Over another variable, of any JSON. */
  public static Expressions over(String variable) {
    return new Expressions(variable, SimpleType.DYN);
  }

  public Compiled<Expression> compile(String text, Wanted wanted) {
    CelValidationResult result = checked.computeIfAbsent(text, this::check);
    if (result.hasError()) {
      // The parser's own count of its errors says nothing of the text.
      return new Compiled.Bad<>(
          result.getErrors().stream()
              .filter(issue -> !issue.getMessage().startsWith("More than "))
              .map(this::fault)
              .toList());
    }
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      if (!wanted.takes(tree.getResultType())) {
        return Compiled.Bad.of(
            Compiled.Fault.at(
                0, "the expression gives " + name(tree) + ", not " + wanted.words, null));
      }
      return new Compiled.Ok<>(new Expression(text, cel.createProgram(tree)));
    } catch (CelValidationException | CelEvaluationException e) {
      return Compiled.Bad.of(Compiled.Fault.at(0, Expression.plain(e), null));
    }
  }

  private CelValidationResult check(String text) {
    CelValidationResult result = cel.compile(text);
    if (result.hasError()) {
      return result;
    }
    try {
      CelValidationResult further = literals.validate(result.getAst());
      return further.hasError() ? further : result;
    } catch (CelValidationException e) {
      throw new IllegalStateException("an expression without errors has no tree", e);
    }
  }

  private static String name(CelAbstractSyntaxTree tree) {
    CelType type = tree.getResultType();
    return type.kind() == CelKind.STRUCT ? "the whole event" : type.name();
  }

  private Compiled.Fault fault(CelIssue issue) {
    String reason = CelWords.plain(issue.getMessage());
    int line = Math.max(0, issue.getSourceLocation().getLine() - 1);
    int column = Math.max(0, issue.getSourceLocation().getColumn());
    return new Compiled.Fault(
        line, column, reason, CelWords.hint(issue.getMessage(), variable).orElse(null));
  }

  private record Known(ImmutableList<CelType> types) implements CelTypeProvider {

    Known(CelType first, CelType... others) {
      this(ImmutableList.<CelType>builder().add(first).add(others).build());
    }

    @Override
    public Optional<CelType> findType(String name) {
      return types.stream()
          .filter(type -> type.kind() == CelKind.STRUCT && type.name().equals(name))
          .findFirst();
    }
  }
}
