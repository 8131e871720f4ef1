package org.iecpools.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimeAndIdsTest {

  @Test
  void weeksEndOnFridaysAtMidnightInToronto() {
    assertThat(Weeks.end(LocalDate.parse("2026-03-06")))
        .isEqualTo(Instant.parse("2026-03-06T05:00:00Z"));
    assertThat(Weeks.end(LocalDate.parse("2026-03-13")))
        .isEqualTo(Instant.parse("2026-03-13T04:00:00Z"));
  }

  @Test
  void theWeekOfADayEndsWithTheFirstFridayAfterIt() {
    assertThat(Weeks.weekOf(Instant.parse("2026-03-06T04:59:59.999Z"))).isEqualTo("2026-03-06");
    assertThat(Weeks.weekOf(Instant.parse("2026-03-06T05:00:00Z"))).isEqualTo("2026-03-13");
  }

  @Test
  void tenDaysEndAtMidnightInTheCandidatesTimeZone() {
    Instant issued = Instant.parse("2026-03-01T15:00:00Z");

    assertThat(Deadlines.endOfDay(issued, Deadlines.ANSWER_DAYS, ZoneId.of("Europe/Dublin")))
        .isEqualTo(Instant.parse("2026-03-12T00:00:00Z"));
    assertThat(Deadlines.endOfDay(issued, Deadlines.ANSWER_DAYS, ZoneId.of("America/Toronto")))
        .isEqualTo(Instant.parse("2026-03-12T04:00:00Z"));
    assertThat(Deadlines.endOfDay(issued, Deadlines.ANSWER_DAYS, ZoneId.of("Asia/Tokyo")))
        .isEqualTo(Instant.parse("2026-03-12T15:00:00Z"));
  }

  @Test
  void aDayWithoutMidnightStartsWithItsFirstInstant() {
    // Summer time began in Santiago on 6 September 2026 at 00:00, which became 01:00.
    assertThat(
            Deadlines.endOfDay(
                Instant.parse("2026-08-26T15:00:00Z"), 10, ZoneId.of("America/Santiago")))
        .isEqualTo(Instant.parse("2026-09-06T04:00:00Z"));
  }

  @Test
  void namedIdsFollowTheStandard() {
    UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    assertThat(EventIds.named(dns, "www.example.com".getBytes(UTF_8)))
        .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
  }

  @Test
  void theSameFactHasTheSameIdAndAnotherFactAnother() {
    UUID profile = UUID.fromString("00000000-0000-4000-8000-000000000001");

    assertThat(EventIds.of("PoolEntered", profile, "2026/IE/WORKING_HOLIDAY", 1))
        .isEqualTo(EventIds.of("PoolEntered", profile, "2026/IE/WORKING_HOLIDAY", 1))
        .isNotEqualTo(EventIds.of("PoolEntered", profile, "2026/IE/WORKING_HOLIDAY", 2));
    assertThat(EventIds.of("a", "bc")).isNotEqualTo(EventIds.of("ab", "c"));
    assertThat(EventIds.of("a").version()).isEqualTo(5);
    assertThat(EventIds.of("a").variant()).isEqualTo(2);
  }
}
