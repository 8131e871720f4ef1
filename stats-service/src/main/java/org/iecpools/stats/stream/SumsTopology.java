package org.iecpools.stats.stream;

import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;
import org.iecpools.events.Event;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;
import org.iecpools.kit.ClockProgress;
import org.iecpools.kit.Intake;
import org.iecpools.kit.Outlet;
import org.iecpools.kit.Received;
import org.iecpools.kit.ServiceClock;
import org.iecpools.kit.StateSerde;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.WeekSums;

/**
 * Events in, partial sums out. One task reads the same partition of every topic and shuffles
 * nothing: facts of one identity always stand on one partition, and sums are added up by whoever
 * reads {@code iec.statistics}.
 */
public final class SumsTopology {

  /** Topics with facts that numbers depend on; seasons are followed whole, profiles say nothing. */
  static final List<Topic<? extends Event>> SOURCES =
      List.of(
          Topics.POOLS, Topics.ROUNDS, Topics.INVITATIONS, Topics.RESPONSES, Topics.APPLICATIONS);

  /** Identity of a fact to the record of it that counts. */
  static final String FACTS = "facts";

  /** Key of a row of {@code iec.statistics} to its sums. */
  static final String SUMS = "sums";

  private SumsTopology() {}

  /** Adds the topology to the builder. */
  public static void build(
      StreamsBuilder builder,
      Intake intake,
      Outlet outlet,
      ClockProgress progress,
      ServiceClock clock) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(FACTS), Serdes.String(), StateSerde.json(Fact.class)));
    // A row changes with every event of its day: the cache makes one changelog record per commit.
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(SUMS),
                Serdes.String(),
                StateSerde.json(WeekSums.class))
            .withCachingEnabled());
    KStream<String, Received<Event>> events = read(builder, intake, SOURCES.getFirst());
    for (Topic<? extends Event> topic : SOURCES.subList(1, SOURCES.size())) {
      events = events.merge(read(builder, intake, topic), Named.as("and-" + shortName(topic)));
    }
    outlet.write(
        events.process(() -> new SumsProcessor(progress, clock), Named.as("count"), FACTS, SUMS),
        Topics.STATISTICS);
  }

  private static <E extends Event> KStream<String, Received<Event>> read(
      StreamsBuilder builder, Intake intake, Topic<E> topic) {
    return intake
        .read(builder, topic)
        .mapValues(
            r ->
                new Received<Event>(
                    r.key(), r.event(), r.topic(), r.partition(), r.offset(), r.timestamp()),
            Named.as(shortName(topic) + "-event"));
  }

  private static String shortName(Topic<?> topic) {
    return topic.name().substring("iec.".length());
  }
}
