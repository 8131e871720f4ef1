package org.iecpools.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.iecpools.events.Event;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private final List<Event> announced =
      Operators.of(Scenario.ANNOUNCED, Announcement.of(2021), new Calendar(2021, 48), 100, 1)
          .announce(new Calendar(2021, 48).turns().getFirst())
          .stream()
          .map(said -> (Event) said.event())
          .toList();

  @Test
  void aShuffledRecordingHasAllOfTheEventsAndSomeTwice() {
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
