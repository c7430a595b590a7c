package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.event.Data;
import dev.sluice.gateway.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes together: order, doing one again, and what a thousand of them cost. */
final class RouteTableTest {

  private static final Expressions LANGUAGE = Expressions.overEvents();

  private static <T> T ok(Compiled<T> compiled) {
    return ((Compiled.Ok<T>) compiled).value();
  }

  private static Route route(String name, String on, String when) {
    return new Route(
        name,
        List.of(ok(TypeGlob.parse(on))),
        ok(LANGUAGE.compile(when, Expressions.Wanted.bool)),
        new ActionPlan.Start(
            ok(Template.parse(name + "-${event.data.id}", LANGUAGE)),
            null,
            "W",
            "q",
            ok(LANGUAGE.compile("event.data", Expressions.Wanted.json)),
            null,
            null));
  }

  private static RouteTable table(Route... routes) {
    return new RouteTable(List.of(routes));
  }

  @Test
  void eachRouteIsPlannedForItselfInTheFilesOrder() {
    RouteTable table =
        table(
            route("z", "a.*", "event.data.n > 1"),
            route("broken", "**", "event.data.missing"),
            route("a", "a.b", "event.data.n == 1"));
    assertThat(table.plan(Events.of("a.b", "{\"id\": 1, \"n\": 1}")))
        .extracting(Planned::route, p -> p.getClass().getSimpleName())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("z", "Filtered"),
            org.assertj.core.groups.Tuple.tuple("broken", "Broken"),
            org.assertj.core.groups.Tuple.tuple("a", "Work"));
  }

  @Test
  void againDoesNotAskTheCondition() {
    RouteTable table = table(route("a", "a.b", "event.data.n == 1"));
    Event event = Events.of("a.b", "{\"id\": 1, \"n\": 2}");
    assertThat(table.plan(event)).containsExactly(new Planned.Filtered("a"));
    assertThat(table.again("a", event, null)).isInstanceOf(Planned.Work.class);
  }

  private static Route enriching(List<Enrichment> enrich, String input) {
    Expressions language = Expressions.overEvents(enrich.stream().map(Enrichment::as).toList());
    return new Route(
        "a",
        List.of(ok(TypeGlob.parse("a.b"))),
        null,
        enrich,
        new ActionPlan.Signal(
            ok(Template.parse("x-${event.enriched.one}", language)),
            null,
            "n",
            input.isEmpty() ? null : ok(language.compile(input, Expressions.Wanted.json)),
            new Action.IfAbsent.Dead()),
        null);
  }

  private static Enrichment enrichment(String as, String expression, String... before) {
    return new Enrichment.Computed(
        as,
        ok(Expressions.overEvents(List.of(before)).compile(expression, Expressions.Wanted.json)));
  }

  private static final List<Enrichment> TWO =
      List.of(
          enrichment("one", "event.data.n + 1"),
          enrichment("two", "[event.enriched.one, event.data.id]", "one"));

  @Test
  void whatIsAddedIsSeenByIdInputAndLaterAdditionsAndIsKept() {
    Planned.Work work =
        (Planned.Work)
            table(enriching(TWO, "event.enriched"))
                .plan(Events.of("a.b", "{\"id\": 1, \"n\": 1}"))
                .get(0);
    Action.Signal signal = (Action.Signal) work.action();
    assertThat(signal.workflowId()).isEqualTo("x-2");
    assertThat(String.valueOf(signal.input())).isEqualTo("{\"one\":2,\"two\":[2,1]}");
    assertThat(String.valueOf(work.enriched())).isEqualTo("{\"one\":2,\"two\":[2,1]}");
  }

  @Test
  void theWholeEventHasWhatWasAdded() {
    Planned.Work work =
        (Planned.Work)
            table(enriching(TWO, "")).plan(Events.of("a.b", "{\"id\": 1, \"n\": 1}")).get(0);
    assertThat(((Action.Signal) work.action()).input().at("/enriched/one").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"event.subject", " event.subject ", "event.extensions.tenant", "''"})
  void anAttributeThatTheEventLacksIsNoSubjectOfWhatIsPublished(String subject) {
    assertThat(publish(publishing(subject, "event.data"), Events.of("a.b", "{\"n\": 1}")).subject())
        .isNull();
  }

  @Test
  void anAttributeThatTheEventHasIsTheSubjectOfWhatIsPublished() {
    Event event =
        Events.of(
            "a.b",
            null,
            Data.of("<n/>".getBytes(StandardCharsets.UTF_8), "text/xml"),
            Map.of("tenant", "blue"));
    Action.Publish publish = publish(publishing("event.extensions.tenant", "event.data"), event);
    assertThat(publish.subject()).isEqualTo("blue");
    assertThat(publish.data()).as("that of the event, which is no JSON").isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'about ' + event.subject",
        "event.data.customer",
        "event.extensions['tenant']",
        "event.data"
      })
  void whatElseFailsInTheSubjectOfWhatIsPublishedIsADeadLetter(String subject) {
    Planned planned =
        table(publishing(subject, "event.data")).plan(Events.of("a.b", "{\"n\": 1}")).get(0);
    assertThat(planned)
        .isInstanceOfSatisfying(
            Planned.Broken.class,
            broken -> assertThat(broken.reason()).isEqualTo(Route.INPUT_FAILED));
  }

  private static Route publishing(String subject, String data) {
    return new Route(
        "a",
        List.of(ok(TypeGlob.parse("a.b"))),
        null,
        new ActionPlan.Publish(
            ok(Template.parse("c.d", LANGUAGE)),
            ok(LANGUAGE.compile(subject, Expressions.Wanted.json)),
            null,
            ok(LANGUAGE.compile(data, Expressions.Wanted.json))));
  }

  private static Action.Publish publish(Route route, Event event) {
    return (Action.Publish) ((Planned.Work) table(route).plan(event).get(0)).action();
  }

  @Test
  void whatWasKeptIsNotEvaluatedAgain() {
    Planned.Work work =
        (Planned.Work)
            table(enriching(TWO, "event.enriched"))
                .again("a", Events.of("a.b", "{\"id\": 1, \"n\": 1}"), Events.json("{\"one\": 7}"));
    assertThat(String.valueOf(work.enriched())).isEqualTo("{\"one\":7,\"two\":[7,1]}");
  }

  @Test
  void anAdditionThatFailsIsADeadLetterThatNamesIt() {
    Planned.Broken broken =
        (Planned.Broken)
            table(enriching(TWO, "event.enriched")).plan(Events.of("a.b", "{\"id\": 1}")).get(0);
    assertThat(broken.reason()).isEqualTo("enrichFailed");
    assertThat(broken.detail()).startsWith("route a, enrich one: ");
  }

  @Test
  void explainNamesEveryRoute() {
    RouteTable table =
        table(route("a", "a.b", "event.data.n == 1"), route("b", "other", "event.data.n == 1"));
    List<RouteTrace> traces = table.explain(Events.of("a.b", "{\"id\": 1, \"n\": 1}"));
    assertThat(traces).extracting(RouteTrace::route).containsExactly("a", "b");
    assertThat(traces).extracting(RouteTrace::matches).containsExactly(true, false);
    assertThat(traces.get(0).planned()).isInstanceOf(Planned.Work.class);
    assertThat(traces.get(0).when()).isEqualTo("event.data.n == 1");
    assertThat(traces.get(1).planned()).isNull();
  }
}
