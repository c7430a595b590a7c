package dev.sluice.workflows.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workflows.saga.OperationKey;
import dev.sluice.workflows.task.Decision;
import dev.sluice.workflows.task.Hours;
import dev.sluice.workflows.task.Ladder;
import dev.sluice.workflows.task.TaskView;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What histories hold and other languages send: it must stay readable for years. */
class JsonTest {

  private final DataConverter converter = Rig.converter();

  @Test
  void aKeyIsAPlainString() {
    assertThat(json(OperationKey.of("order-1", "reserve"))).isEqualTo("\"order-1/reserve\"");
    assertThat(back("\"order-1/reserve\"", OperationKey.class))
        .isEqualTo(OperationKey.of("order-1", "reserve"));
  }

  @Test
  void aTimeIsAnIsoDuration() {
    String ladder =
        "{\"name\":\"order-review\",\"tiers\":[{\"to\":\"role:clerk\",\"within\":\"PT15M\","
            + "\"remind\":[\"PT5M\",\"PT10M\"]%s}],\"otherwise\":\"reject\"%s}";
    assertThat(json(FakeWorld.clerk("reject")))
        .isEqualTo(ladder.formatted(",\"quorum\":1,\"of\":null", ",\"hours\":null"));
    assertThat(back(json(FakeWorld.clerk("reject")), Ladder.class))
        .isEqualTo(FakeWorld.clerk("reject"));
    assertThat(back(ladder.formatted("", ""), Ladder.class))
        .as("from before there were hours and quorums")
        .isEqualTo(FakeWorld.clerk("reject"));
  }

  @Test
  void hoursAreDaysAndTimesOfDay() {
    Hours hours =
        new Hours(
            "Europe/Berlin",
            List.of(DayOfWeek.MONDAY),
            LocalTime.of(9, 0),
            LocalTime.of(17, 30),
            List.of(LocalDate.of(2026, 12, 25)));
    String json =
        "{\"zone\":\"Europe/Berlin\",\"days\":[\"MONDAY\"],\"from\":\"09:00:00\","
            + "\"to\":\"17:30:00\",\"holidays\":[\"2026-12-25\"]}";
    assertThat(json(hours)).isEqualTo(json);
    assertThat(back(json, Hours.class)).isEqualTo(hours);
  }

  @Test
  void moneyStaysTheStringThatItWas() {
    assertThat(json(Rig.order())).contains("\"total\":\"12.50\"", "\"unitPrice\":\"5.00\"");
    assertThat(back(json(Rig.order()), Order.class)).isEqualTo(Rig.order());
  }

  @Test
  void aFieldThatIsNewerThanThisCodeIsLetPass() {
    assertThat(back("{\"orderId\":\"1\",\"giftWrap\":true}", Order.class).orderId()).isEqualTo("1");
    assertThat(back("{\"decision\":\"approve\"}", Decision.class).decision()).isEqualTo("approve");
  }

  @Test
  void aTaskSurvivesTheWay() {
    TaskView task =
        new TaskView(
            "order-1:review",
            "order-1",
            TaskView.State.decided,
            "May it go on?",
            Map.of("orderId", "1"),
            List.of("approve", "reject"),
            "role:clerk",
            null,
            new Decision("order-1:review", "d-1", "approve", null, "carl", null, null),
            new TaskView.Ballot(0, 1, null, null, List.of(), Map.of(), List.of(), List.of()),
            List.of(),
            List.of(),
            List.of(),
            "default",
            "run-1",
            1);

    assertThat(json(task)).contains("\"state\":\"decided\"").doesNotContain("inWords");
    assertThat(back(json(task), TaskView.class)).isEqualTo(task);
  }

  private String json(Object value) {
    return converter.toPayload(value).orElseThrow().getData().toStringUtf8();
  }

  private <T> T back(String json, Class<T> type) {
    Payload payload =
        converter.toPayload("x").orElseThrow().toBuilder()
            .setData(com.google.protobuf.ByteString.copyFromUtf8(json))
            .build();
    return converter.fromPayload(payload, type, type);
  }
}
