package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workflow ids: what a template makes of an event, and what is refused rather than guessed. */
final class TemplateTest {

  private static final Expressions LANGUAGE = Expressions.overEvents();

  private static final String DATA =
      """
      {"s": "x", "n": 7, "big": 18446744073709551615, "d": 1.50, "e": 1e3, "tiny": 0.0000001,
       "yes": true, "empty": "", "none": null, "list": [1], "object": {"a": 1}}
      """;

  private static Planned plan(String id, Event event, boolean start) {
    Template template = ((Compiled.Ok<Template>) Template.parse(id, LANGUAGE)).value();
    ActionPlan action =
        start
            ? new ActionPlan.Start(template, null, "W", "q", null, null, null)
            : new ActionPlan.Cancel(template, null, null, new Action.IfAbsent.Dead());
    return new Route("r", List.of(), null, action).plan(new EventView(event));
  }

  private static String id(String id, Event event) {
    Planned planned = plan(id, event, true);
    assertThat(planned).as("%s", planned).isInstanceOf(Planned.Work.class);
    return ((Action.ToWorkflow) ((Planned.Work) planned).action()).workflowId();
  }

  private static Event text(String value) {
    return Events.of("a", JsonNodeFactory.instance.objectNode().put("s", value).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain|plain",
        "order-${event.data.s}|order-x",
        "${event.data.s}|x",
        "${event.data.s}-${event.data.n}|x-7",
        "a${ event.data.s }b|axb",
        "${event.data.big}|18446744073709551615",
        "${event.data.d}|1.5",
        "${event.data.e}|1000",
        "${event.data.tiny}|0.0000001",
        "${event.data.yes}|true",
        "${{'a}': 'in'}['a}']}|in",
        "${event.data.s == 'x' ? '}' : '{'}|}",
        "${\"quote \\\" }\"}|quote \" }",
        "$${event.data.s}|${event.data.s}",
        "cost $5|cost $5",
        "a}b|a}b",
        "größe-${event.data.s}|größe-x",
      })
  void aTemplateIsFilled(String template, String filled) {
    assertThat(id(template, Events.of("a", DATA))).isEqualTo(filled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "o-${event.data.missing}|event.data.missing: there is no 'missing'",
        "o-${event.data.empty}|event.data.empty: the value is empty",
        "o-${event.data.none}|event.data.none: the value is not a string, a number, or true or false",
        "o-${event.data.list}|event.data.list: the value is not a string, a number, or true or false",
        "o-${event.data.object}|event.data.object: the value is not a string",
        "o-${event.subject}|event.subject: there is no 'subject'",
        "o~${event.data.n}|the workflow id ends in ~ and a number, as only new attempts do",
      })
  void anIdThatCannotBeMadeIsADeadLetter(String template, String reason) {
    Planned.Broken broken = (Planned.Broken) plan(template, Events.of("a", DATA), true);
    assertThat(broken.reason()).isEqualTo("idFailed");
    assertThat(broken.detail()).startsWith("route r, id: " + reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u0000", "\u007F", "a\u0085b", "tab\t", " ", "\uD800"})
  void anIdHasNoControlCharactersAndIsNotBlank(String value) {
    assertThat(plan("${event.data.s}", text(value), true)).isInstanceOf(Planned.Broken.class);
  }

  @Test
  void aSignalMayNameAnAttemptAndAStartMayNot() {
    assertThat(plan("${event.data.s}", text("o-1~2"), false)).isInstanceOf(Planned.Work.class);
    assertThat(plan("${event.data.s}", text("o-1~2"), true)).isInstanceOf(Planned.Broken.class);
    assertThat(plan("${event.data.s}", text("o-1~2x"), true)).isInstanceOf(Planned.Work.class);
  }

  @Test
  void anIdOfTwoHundredBytesIsLeftAlone() {
    String id = "x".repeat(200);
    assertThat(id("${event.data.s}", text(id))).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ä", "€", "😀"})
  void aLongerOneKeepsAReadableHeadAndIsTheSameEachTime(String character) {
    String text = "order-" + character.repeat(300);
    String id = id("${event.data.s}", text(text));
    assertThat(id.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(190, 200);
    assertThat(id).startsWith("order-" + character.repeat(30)).contains(".sha256-");
    assertThat(id("${event.data.s}", text(text))).isEqualTo(id);
  }

  @Test
  void longIdsThatDifferOnlyAtTheEndStayApart() {
    String text = "x".repeat(300);
    assertThat(id("${event.data.s}", text(text + "1")))
        .isNotEqualTo(id("${event.data.s}", text(text + "2")));
  }

  @Test
  void noTextCanTakeTheIdOfALongerOne() {
    String shortened = id("${event.data.s}", text("x".repeat(300)));
    assertThat(id("${event.data.s}", text(shortened))).isNotEqualTo(shortened);
  }
}
