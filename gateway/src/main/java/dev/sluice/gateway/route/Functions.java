package dev.sluice.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import dev.cel.runtime.standard.CelStandardOverload;
import dev.cel.runtime.standard.ContainsFunction.ContainsOverload;
import dev.cel.runtime.standard.MatchesFunction.MatchesOverload;
import dev.cel.validator.CelAstValidator;
import java.util.List;

/**
 * The functions of our own, {@code jsonPath(value, path)} and {@code textOf(value)}, and those of
 * CEL that read or make text in proportion to the event: all of them pay from the {@link Budget}.
 */
final class Functions implements CelAstValidator {

  private static final String JSON_PATH = "jsonPath";
  private static final String TEXT_OF = "textOf";

  /** These cost as much as their texts are long. */
  private static final List<CelStandardOverload> PAID =
      List.of(
          AddOverload.ADD_STRING,
          MatchesOverload.MATCHES,
          MatchesOverload.MATCHES_STRING,
          ContainsOverload.CONTAINS_STRING);

  private final JsonPaths paths = new JsonPaths();
  private final CelOptions options;

  Functions(CelOptions options) {
    this.options = options;
  }

  @SuppressWarnings("Immutable") // What it holds is a cache that is safe for many threads.
  CelBuilder addTo(CelBuilder builder) {
    // To replace some of the standard environment is to name all of it.
    return builder
        .setStandardEnvironmentEnabled(false)
        .setStandardDeclarations(CelStandardDeclarations.newBuilder().build())
        .setStandardFunctions(
            CelStandardFunctions.newBuilder()
                .filterFunctions((function, overload) -> !PAID.contains(overload))
                .build())
        .addFunctionDeclarations(
            CelFunctionDecl.newFunctionDeclaration(
                JSON_PATH,
                CelOverloadDecl.newGlobalOverload(
                    JSON_PATH, SimpleType.DYN, SimpleType.DYN, SimpleType.STRING)),
            CelFunctionDecl.newFunctionDeclaration(
                TEXT_OF,
                CelOverloadDecl.newGlobalOverload(TEXT_OF, SimpleType.STRING, SimpleType.DYN)))
        .addFunctionBindings(
            CelFunctionBinding.from(JSON_PATH, Object.class, String.class, this::jsonPath),
            CelFunctionBinding.from(TEXT_OF, Object.class, Functions::textOf))
        .addFunctionBindings(PAID.stream().map(this::paid).toList());
  }

  private CelFunctionBinding paid(CelStandardOverload overload) {
    CelFunctionBinding free =
        overload.newFunctionBinding(
            options, RuntimeEquality.create(RuntimeHelpers.create(), options));
    return CelFunctionBinding.from(
        free.getOverloadId(),
        free.getArgTypes(),
        arguments -> {
          for (Object argument : arguments) {
            if (argument instanceof String text) {
              Budget.charge(text.length());
            }
          }
          return free.getDefinition().apply(arguments);
        });
  }

  private Object jsonPath(Object value, String path) throws CelEvaluationException {
    return CelValues.of(paths.read(json(value), path));
  }

  private static Object textOf(Object value) throws CelEvaluationException {
    StringBuilder text = new StringBuilder();
    addText(json(value), text);
    return text.toString();
  }

  /** Depth first, in the order of the fields, a line for each; names of fields are not text. */
  private static void addText(JsonNode json, StringBuilder to) throws CelEvaluationException {
    if (json.isContainerNode()) {
      for (JsonNode child : json) {
        addText(child, to);
      }
    } else if (!json.isNull()) {
      String line = json.asText();
      Budget.charge(line.length() + 1L);
      to.append(to.isEmpty() ? "" : "\n").append(line);
    }
  }

  private static JsonNode json(Object value) throws CelEvaluationException {
    try {
      return CelValues.toJson(value);
    } catch (CannotEvaluate e) {
      throw new CelEvaluationException(e.why());
    }
  }

  /** A path that stands in the file is compiled, or refused, when the file is loaded. */
  @Override
  public void validate(CelNavigableAst tree, Cel cel, IssuesFactory issues) {
    tree.getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == Kind.CALL && expr.call().function().equals(JSON_PATH))
        .map(expr -> ImmutableList.copyOf(expr.call().args()))
        .filter(arguments -> arguments.size() == 2 && isText(arguments.get(1)))
        .forEach(
            arguments ->
                paths
                    .keep(arguments.get(1).constant().stringValue())
                    .ifPresent(fault -> issues.addError(arguments.get(1).id(), fault)));
  }

  private static boolean isText(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }
}
