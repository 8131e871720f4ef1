package org.iecpools.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.environment.Environment.TopicState;
import org.iecpools.environment.Finding.Kind;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/** Every change of every topic is found, and nothing else. */
class EnvironmentCheckTest {

  /** A possible change of a topic. */
  private record Change(Kind kind, String topic, int amount) {}

  @Provide
  Arbitrary<Set<Change>> changes() {
    return Combinators.combine(
            Arbitraries.of(
                Kind.TOPIC_MISSING,
                Kind.TOPIC_RECREATED,
                Kind.PARTITIONS,
                Kind.SETTINGS,
                Kind.RECORDS_DELETED),
            Arbitraries.of(recorded()).map(Topic::name),
            Arbitraries.integers().between(1, 1000))
        .as(Change::new)
        .list()
        .ofMaxSize(6)
        // One change per topic, so that none hides another.
        .map(
            all ->
                new HashSet<>(
                    all.stream()
                        .collect(Collectors.toMap(Change::topic, c -> c, (first, _) -> first))
                        .values()));
  }

  private static List<Topic<?>> recorded() {
    return Topics.ALL.stream().filter(topic -> topic != Topics.CLOCK).toList();
  }

  @Property
  void eachChangeIsFoundAndNothingElse(@ForAll("changes") Set<Change> changes) {
    Environment remembered = environment(Environment.Time.REAL);
    Map<String, TopicState> topics = new HashMap<>(remembered.topics());
    changes.forEach(change -> topics.compute(change.topic(), (_, topic) -> apply(change, topic)));

    List<Finding> findings =
        EnvironmentCheck.compare(remembered, new Snapshot("cluster", topics), "127.0.0.1:9092");

    assertThat(findings)
        .extracting(finding -> finding.kind() + " " + finding.subject())
        .containsExactlyInAnyOrderElementsOf(
            changes.stream().map(c -> c.kind() + " topic " + c.topic()).toList());
    assertThat(findings).allSatisfy(f -> assertThat(f.remembered()).isNotEqualTo(f.found()));
    assertThat(findings).allSatisfy(f -> assertThat(f.wayOut()).endsWith("."));
  }

  @Property(tries = 20)
  void aRecordSurvivesItsText(@ForAll("changes") Set<Change> changes) {
    Environment some = environment(Environment.Time.SIMULATED);
    Map<String, TopicState> topics = new TreeMap<>(some.topics());
    changes.stream()
        .filter(change -> change.kind() != Kind.TOPIC_MISSING)
        .forEach(change -> topics.compute(change.topic(), (_, topic) -> apply(change, topic)));
    Environment environment =
        new Environment(
            some.id(),
            some.revision(),
            some.clusterId(),
            some.time(),
            topics,
            Map.of(7, new Environment.SchemaState("org.iecpools.events.LoiIssued", "ab")));

    assertThat(EnvironmentTopic.parse(EnvironmentTopic.bytes(environment))).contains(environment);
  }

  @Property(tries = 200)
  void aRecordThatAnyoneWroteIsSkipped(@ForAll byte[] garbage) {
    assertThat(EnvironmentTopic.parse(garbage)).isEmpty();
  }

  @Example
  void aRecordWithoutWhatIsComparedIsSkipped() {
    for (String text :
        List.of(
            "null",
            "{}",
            "[]",
            "{\"topics\":{},\"schemas\":{}}",
            "{\"id\":\"00000000-0000-0001-0000-000000000002\",\"clusterId\":\"c\",\"time\":\"REAL\","
                + "\"topics\":{\"iec.pools\":null},\"schemas\":{\"1\":null}}")) {
      assertThat(EnvironmentTopic.parse(text.getBytes(StandardCharsets.UTF_8))).as(text).isEmpty();
    }
  }

  private static TopicState apply(Change change, TopicState topic) {
    return switch (change.kind()) {
      case TOPIC_RECREATED ->
          new TopicState(
              topic.id() + "x", topic.partitions(), topic.settings(), topic.firstOffsets());
      case PARTITIONS ->
          new TopicState(
              topic.id(),
              topic.partitions() + change.amount(),
              topic.settings(),
              topic.firstOffsets());
      case SETTINGS -> {
        Map<String, String> settings = new TreeMap<>(topic.settings());
        settings.replaceAll((_, value) -> value + change.amount());
        yield new TopicState(topic.id(), topic.partitions(), settings, topic.firstOffsets());
      }
      case RECORDS_DELETED ->
          new TopicState(
              topic.id(), topic.partitions(), topic.settings(), Map.of(0, (long) change.amount()));
      case TOPIC_MISSING -> null;
      default -> throw new IllegalArgumentException(change.toString());
    };
  }

  private static Environment environment(Environment.Time time) {
    return new Environment(
        new UUID(1, 2),
        3,
        "cluster",
        time,
        recorded().stream()
            .collect(
                Collectors.toMap(
                    Topic::name,
                    topic -> new TopicState("id-" + topic.name(), 4, topic.settings(), Map.of()))),
        Map.of());
  }
}
