package dev.sluice.proof;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/**
 * The architecture's diagram as rules. An arrow that is not here is not allowed; who needs a new
 * one changes this page and the design's together.
 */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /**
   *
   *
   * <pre>
   *   cli ──▶ gateway ────────────────────┐
   *    │                                  ├──▶ codec
   *    ├────▶ worker ─────────────────────┘
   *    │         └─▶ activities ──▶ workflows
   *    │
   *    └────▶ sandbox
   * </pre>
   *
   * Gateway and worker meet in Temporal and over HTTP, never in code; how what lies in Temporal is
   * encrypted, they both have from codec.
   */
  @ArchTest
  static final ArchRule MODULES =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.sluice..")
          .layer("cli")
          .definedBy("dev.sluice.cli..")
          .layer("gateway")
          .definedBy("dev.sluice.gateway..")
          .layer("worker")
          .definedBy("dev.sluice.worker..")
          .layer("activities")
          .definedBy("dev.sluice.activities..")
          .layer("workflows")
          .definedBy("dev.sluice.workflows..")
          .layer("sandbox")
          .definedBy("dev.sluice.sandbox..")
          .layer("codec")
          .definedBy("dev.sluice.codec..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("gateway")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("worker")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("activities")
          .mayOnlyBeAccessedByLayers("worker")
          .whereLayer("workflows")
          .mayOnlyBeAccessedByLayers("activities", "worker")
          .whereLayer("sandbox")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("codec")
          .mayOnlyBeAccessedByLayers("cli", "gateway", "worker");

  /**
   * The way of an event. The edge is the outermost: it reads requests and writes answers, and each
   * part behind it knows only what comes before it on the way.
   *
   * <pre>
   * console   its pages, from the same parts as the edge's answers
   *    ▼
   *   edge ──▶ event ──▶ schema ──▶ route ──▶ journal ──▶ dispatch ──▶ Temporal
   *    │         ▲                             │ audit: its chain
   *    ├──▶ source   who sent it, which shape  ▲   ▲          ▲
   *    ├──▶ deadletter   tries again ──────────┤   │          │
   *    ├──▶ run   what became of it ───────────┘   │          │
   *    ├──▶ task  the inbox ───────────────────────┴──────────┘
   *    ├──▶ message ─▶ egress   who is told of the inbox, and links to answer by
   *    └──▶ people   who has signed in
   * </pre>
   *
   * What they go by is read by config; reload reads it again while they run, and makes anew what
   * the edge and deadletter make of it.
   */
  @ArchTest
  static final ArchRule GATEWAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.sluice.gateway..")
          .layer("gateway")
          .definedBy("dev.sluice.gateway")
          .layer("reload")
          .definedBy("dev.sluice.gateway.reload")
          .layer("edge")
          .definedBy("dev.sluice.gateway.edge")
          .layer("console")
          .definedBy("dev.sluice.gateway.console")
          .layer("config")
          .definedBy("dev.sluice.gateway.config")
          .layer("event")
          .definedBy("dev.sluice.gateway.event")
          .layer("source")
          .definedBy("dev.sluice.gateway.source")
          .layer("schema")
          .definedBy("dev.sluice.gateway.schema")
          .layer("route")
          .definedBy("dev.sluice.gateway.route")
          .layer("audit")
          .definedBy("dev.sluice.gateway.audit")
          .layer("journal")
          .definedBy("dev.sluice.gateway.journal")
          .layer("dispatch")
          .definedBy("dev.sluice.gateway.dispatch")
          .layer("run")
          .definedBy("dev.sluice.gateway.run")
          .layer("task")
          .definedBy("dev.sluice.gateway.task")
          .layer("message")
          .definedBy("dev.sluice.gateway.message")
          .layer("egress")
          .definedBy("dev.sluice.gateway.egress")
          .layer("deadletter")
          .definedBy("dev.sluice.gateway.deadletter")
          .layer("people")
          .definedBy("dev.sluice.gateway.people")
          .whereLayer("gateway")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("reload")
          .mayOnlyBeAccessedByLayers("gateway")
          .whereLayer("console")
          .mayOnlyBeAccessedByLayers("gateway")
          .whereLayer("edge")
          .mayOnlyBeAccessedByLayers("gateway", "reload", "console")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("gateway", "reload")
          .whereLayer("dispatch")
          .mayOnlyBeAccessedByLayers("gateway", "run", "task")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("gateway", "edge", "console")
          .whereLayer("task")
          .mayOnlyBeAccessedByLayers("gateway", "edge", "console", "message")
          .whereLayer("message")
          .mayOnlyBeAccessedByLayers("gateway", "edge", "config", "console")
          .whereLayer("egress")
          .mayOnlyBeAccessedByLayers("gateway", "config", "message")
          .whereLayer("people")
          .mayOnlyBeAccessedByLayers("gateway", "reload", "edge", "config", "task", "message")
          .whereLayer("deadletter")
          .mayOnlyBeAccessedByLayers("gateway", "reload", "edge", "console")
          .whereLayer("audit")
          .mayOnlyBeAccessedByLayers("edge", "journal")
          .whereLayer("journal")
          .mayOnlyBeAccessedByLayers(
              "gateway",
              "reload",
              "edge",
              "console",
              "dispatch",
              "run",
              "task",
              "message",
              "deadletter",
              "people")
          .whereLayer("route")
          .mayOnlyBeAccessedByLayers(
              "gateway",
              "reload",
              "edge",
              "console",
              "config",
              "source",
              "journal",
              "dispatch",
              "run",
              "deadletter",
              "people")
          .whereLayer("source")
          .mayOnlyBeAccessedByLayers("gateway", "edge", "console", "config")
          .whereLayer("schema")
          .mayOnlyBeAccessedByLayers("gateway", "edge", "config", "route", "deadletter")
          .whereLayer("event")
          .mayOnlyBeAccessedByLayers(
              "gateway",
              "reload",
              "edge",
              "console",
              "config",
              "source",
              "schema",
              "route",
              "journal",
              "dispatch",
              "run",
              "deadletter",
              "people");

  /** What a history replays must not depend on when, where or in which order it runs. */
  @ArchTest
  static final ArchRule WORKFLOWS_KNOW_TEMPORAL_AND_NOTHING_ELSE =
      classes()
          .that()
          .resideInAPackage("dev.sluice.workflows..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.sluice.workflows..",
                  "io.temporal..",
                  "com.fasterxml.jackson.annotation",
                  "org.jspecify.annotations",
                  "org.slf4j",
                  "java.."));

  @ArchTest
  static final ArchRule WORKFLOWS_ARE_DETERMINISTIC =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.workflows..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net..", "java.nio..", "java.sql..", "java.util.concurrent..")
                  .or(nameMatching("java\\.io\\.(?!Serializable|ObjectStreamException).*")))
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Random.class, Thread.class)
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(Math.class, "random");

  /** Plain HTTP servers: what stands behind them in production knows nothing of Temporal either. */
  @ArchTest
  static final ArchRule SANDBOX_KNOWS_NO_TEMPORAL =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.sandbox..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..");

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses()
          .that(not(nameMatching(".*\\$.*")))
          .should()
          .haveSimpleNameContaining("Manager")
          .orShould()
          .haveSimpleNameContaining("Helper")
          .orShould()
          .haveSimpleNameContaining("Util")
          .orShould()
          .haveSimpleNameStartingWith("Abstract")
          .orShould()
          .haveSimpleNameStartingWith("Base");
}
