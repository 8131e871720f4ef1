package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.RunRounds;
import org.iecpools.kit.stream.Attribution;
import org.junit.jupiter.api.Test;

class ChangeLogTest {

  private static final Instant NOON = Instant.parse("2026-02-03T12:00:00Z");
  private static final Attribution ALICE =
      new Attribution(Optional.of("alice"), Optional.of("a reason"));

  private final ChangeLog log = new ChangeLog();

  @Test
  void theLatestChangeIsFirstWhateverTheOrderOfReading() {
    RunRounds later = order(UUID.randomUUID(), NOON.plusSeconds(1));
    AnnouncementWithdrawn earlier = withdrawal(NOON);

    log.apply(later, ALICE);
    log.apply(earlier, Attribution.NONE);

    assertThat(log.all())
        .containsExactly(
            new ChangeLog.Change.Ordered(later, ALICE),
            new ChangeLog.Change.Announced(earlier, Attribution.NONE));
  }

  @Test
  void ofARepeatedCommandTheEarliestCounts() {
    UUID id = UUID.randomUUID();
    RunRounds first = order(id, NOON);

    log.apply(order(id, NOON.plusSeconds(5)), Attribution.NONE);
    log.apply(first, ALICE);
    log.apply(order(id, NOON.plusSeconds(9)), Attribution.NONE);

    assertThat(log.all()).containsExactly(new ChangeLog.Change.Ordered(first, ALICE));
  }

  @Test
  void theLatestAreKept() {
    for (int i = 0; i < ChangeLog.MOST + 10; i++) {
      log.apply(order(UUID.randomUUID(), NOON.plusSeconds(i)), ALICE);
    }

    assertThat(log.all()).hasSize(ChangeLog.MOST);
    assertThat(log.all().getLast().at()).isEqualTo(NOON.plusSeconds(10));
  }

  private static RunRounds order(UUID id, Instant at) {
    return RunRounds.newBuilder()
        .setCommandId(id)
        .setOccurredAt(at)
        .setSeason(2026)
        .setCountry("IE")
        .setOrders(List.of())
        .build();
  }

  private static AnnouncementWithdrawn withdrawal(Instant at) {
    return AnnouncementWithdrawn.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(at)
        .setSeason(2026)
        .setCountry("IE")
        .setAnnouncementId(UUID.randomUUID())
        .setReason("a mistake")
        .build();
  }
}
