package org.iecpools.simulator.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.iecpools.events.Event;
import org.iecpools.events.QuotaAnnounced;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Event> announced =
      SeasonFacts.of(2021).countries().stream()
          .flatMap(country -> country.pools().stream())
          .<Event>map(
              pool ->
                  QuotaAnnounced.newBuilder()
                      .setEventId(Ids.next(random))
                      .setOccurredAt(Instant.parse("2020-12-10T12:00:00Z"))
                      .setPool(pool.id())
                      .setQuota(pool.quota())
                      .build())
          .toList();

  @Test
  void aShuffledRecordingHasAllEventsAndSomeTwice() {
    Recording shuffled = new Recording(announced).shuffled(1, 0.3);

    assertThat(shuffled.events()).hasSizeBetween(announced.size() + 10, announced.size() * 3 / 2);
    assertThat(new HashSet<>(shuffled.events())).isEqualTo(new HashSet<>(announced));
    assertThat(shuffled.events().subList(0, 10)).isNotEqualTo(announced.subList(0, 10));
  }

  @Test
  void theSameSeedShufflesTheSameWay() {
    var recording = new Recording(announced);

    assertThat(recording.shuffled(4, 0.5)).isEqualTo(recording.shuffled(4, 0.5));
  }
}
