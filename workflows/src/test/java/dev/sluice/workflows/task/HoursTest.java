package dev.sluice.workflows.task;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Berlin is an hour before UTC in winter, two in summer; 2026-11-20 is a Friday. */
class HoursTest {

  private static final List<DayOfWeek> WEEK = List.of(MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY);

  private static final Hours OFFICE = hours(WEEK, "09:00", "17:00", LocalDate.of(2026, 12, 25));

  private static Hours hours(List<DayOfWeek> days, String from, String to, LocalDate... holidays) {
    return new Hours(
        "Europe/Berlin", days, LocalTime.parse(from), LocalTime.parse(to), List.of(holidays));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T09:00:00Z, PT15M, 2026-11-20T09:15:00Z, within the day",
    "2026-11-20T05:00:00Z, PT15M, 2026-11-20T08:15:00Z, before it begins",
    "2026-11-20T15:50:00Z, PT10M, 2026-11-20T16:00:00Z, its very end is still in it",
    "2026-11-20T15:50:00Z, PT10M1S, 2026-11-23T08:00:01Z, the second after is on Monday",
    "2026-11-20T16:00:00Z, PT15M, 2026-11-23T08:15:00Z, begun at the end",
    "2026-11-21T12:00:00Z, PT15M, 2026-11-23T08:15:00Z, begun on Saturday",
    "2026-11-19T15:00:00Z, PT10H, 2026-11-23T09:00:00Z, over a day and a weekend",
    "2026-12-24T15:00:00Z, PT2H, 2026-12-28T09:00:00Z, over a holiday",
    "2026-11-20T09:00:00Z, PT40H, 2026-11-27T09:00:00Z, a week of work",
  })
  void theClockStandsStillOutsideOfThem(Instant start, Duration working, Instant end, String what) {
    assertThat(OFFICE.after(start, working)).as(what).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    // On 2026-03-29 it is three o'clock after two, on 2026-10-25 it is two o'clock twice.
    "2026-03-29T00:00:00Z, PT1H, 2026-03-29T01:00:00Z, one hour of the short night",
    "2026-03-29T00:00:00Z, PT2H, 2026-03-29T02:00:00Z, all of it: from one to four are two hours",
    "2026-03-29T00:00:00Z, PT2H1M, 2026-04-04T23:01:00Z, more is a week later",
    "2026-10-24T23:00:00Z, PT4H, 2026-10-25T03:00:00Z, from one to four are four hours",
  })
  void aNightInWhichTheClocksChangeHasTheHoursThatItHas(
      Instant start, Duration working, Instant end, String what) {
    assertThat(hours(List.of(SUNDAY), "01:00", "04:00").after(start, working))
        .as(what)
        .isEqualTo(end);
  }

  @Test
  void hoursThatTheClocksLeaveOutAreNotThere() {
    Hours inTheGap = hours(List.of(SUNDAY), "02:15", "03:00");
    assertThat(inTheGap.after(Instant.parse("2026-03-28T12:00:00Z"), Duration.ofMinutes(15)))
        .isEqualTo(Instant.parse("2026-04-05T00:30:00Z"));
  }

  @Test
  void hoursThatNeverBeginAreNone() {
    assertThatThrownBy(() -> hours(List.of(), "09:00", "17:00"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> hours(List.of(SATURDAY), "17:00", "09:00"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
