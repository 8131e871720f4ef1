package org.iecpools.profile.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.iecpools.profile.Story.NOW;
import static org.iecpools.profile.Story.WH;
import static org.iecpools.profile.Story.YP;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.iecpools.events.Answer;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.profile.Story;
import org.iecpools.profile.domain.Candidate;
import org.junit.jupiter.api.Test;

class CandidateRowsTest {

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());

  /**
   * Events contradict each other, and a third of them are repeats. Topics may be read in any order,
   * but a topic's records keep theirs.
   */
  @Property(tries = 300)
  void aCandidateIsWhatItsTopicsStateOneAfterTheOther(@ForAll long seed) {
    var random = new Random(seed);
    var candidate = UUID.randomUUID();
    List<Story> stories = List.of(new Story(candidate), new Story(candidate));
    var log = new TreeMap<Character, List<CandidateEvent>>();
    var rows = new TreeMap<String, byte[]>();
    for (int i = 0; i < 60; i++) {
      CandidateEvent event = event(stories.get(random.nextInt(stories.size())), random);
      List<CandidateEvent> topic = log.computeIfAbsent(digit(event), _ -> new ArrayList<>());
      if (!topic.isEmpty() && random.nextInt(3) == 0) {
        event = topic.get(random.nextInt(topic.size()));
      }
      if (!topic.contains(event)) {
        topic.add(event);
      }
      rows.put(
          CandidateRows.key(candidate.toString(), digit(event), i),
          codec.encode((SpecificRecord) event));
    }

    Candidate expected = Candidate.unknown();
    for (List<CandidateEvent> topic : log.values()) {
      for (CandidateEvent event : topic) {
        expected = expected.with(event);
      }
    }
    Candidate read = CandidateRows.read(iterator(rows), codec);

    assertThat(read).isEqualTo(expected);
    assertThat(read.profiles().keySet()).containsExactlyElementsOf(expected.profiles().keySet());
  }

  /** Leaving the event out would show a status that nobody decided. */
  @Test
  void aCandidateIsUnavailableWhileTheSchemaOfAnEventIsUnknown() {
    var story = new Story();
    byte[] value = codec.encode(story.submitted(Category.WORKING_HOLIDAY));
    value[1] = 1;
    String key = CandidateRows.key(story.candidate.toString(), '1', 0);

    assertThatThrownBy(() -> CandidateRows.read(iterator(Map.of(key, value)), codec))
        .isInstanceOf(Unavailable.class);
  }

  private static char digit(CandidateEvent event) {
    return switch (event) {
      case ProfilesEvent _ -> '1';
      case PoolsEvent _ -> '2';
      case InvitationsEvent _ -> '3';
      case ResponsesEvent _ -> '4';
      case ApplicationsEvent _ -> '5';
    };
  }

  private static CandidateEvent event(Story story, Random random) {
    PoolId pool = random.nextBoolean() ? WH : YP;
    int stay = random.nextInt(1, 4);
    LeaveCause left = LeaveCause.values()[random.nextInt(LeaveCause.values().length)];
    ClosedCause closed = ClosedCause.values()[random.nextInt(ClosedCause.values().length)];
    return switch (random.nextInt(15)) {
      case 0 -> story.submitted(Category.values()[random.nextInt(Category.values().length)]);
      case 1 -> story.withdrawn();
      case 2 -> story.entered(pool, stay);
      case 3 -> story.left(pool, stay, left);
      case 4 -> story.voided(pool, stay);
      case 5 -> story.refused(pool, "TOO_OLD" + stay);
      case 6 -> story.rejected("TOO_OLD" + stay);
      case 7 -> story.issued(pool, stay);
      case 8 -> story.closed(pool, stay, closed);
      case 9 -> story.answerRejected(pool, stay, Answer.WITHDRAWAL);
      case 10 -> story.accepted(pool, stay);
      case 11 -> story.confirmed(pool, stay, NOW.plusSeconds(random.nextInt(100)));
      case 12 -> story.declined(pool, stay);
      case 13 -> story.applied(pool, stay);
      default -> story.loi(pool, stay);
    };
  }

  private static RowIterator iterator(Map<String, byte[]> rows) {
    return new RowIterator(
        rows.entrySet().stream()
            .map(row -> KeyValue.pair(row.getKey(), row.getValue()))
            .iterator());
  }
}
