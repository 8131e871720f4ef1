package org.iecpools.simulator.upstream;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.iecpools.events.Event;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/**
 * All events on the topics of a stack without authentication, to be written to another one,
 * possibly with duplicates and in another order. Records that are not events are ignored.
 *
 * @param events in the order read, which keeps the order of each partition
 */
public record Recording(List<Event> events) {

  /** Takes a copy. */
  public Recording {
    events = List.copyOf(events);
  }

  /**
   * Reads every committed event of every event topic from the beginning.
   *
   * @param bootstrapServers address of the broker, host:port
   * @param registry the schema registry of the stack
   */
  public static Recording of(String bootstrapServers, URI registry) {
    return of(bootstrapServers, registry, Topics.EVENTS);
  }

  /** Reads every committed event of some topics from the beginning. */
  public static Recording of(
      String bootstrapServers, URI registry, Collection<Topic<? extends Event>> topics) {
    var events = new ArrayList<Event>();
    try (var client = new TopicClient(bootstrapServers, registry, ClientConfig.NONE)) {
      client.followFromStart(topics);
      client.readToEnd(record -> client.eventIn(record).ifPresent(events::add));
    }
    return new Recording(events);
  }

  /**
   * Duplicates some of the events and shuffles all of them, across topics and within them.
   *
   * @param seed determines the order and the duplicates
   * @param doubled share of events to duplicate, 0 to 1
   */
  public Recording shuffled(long seed, double doubled) {
    var random = new Random(seed);
    var all = new ArrayList<>(events);
    for (Event event : events) {
      if (random.nextDouble() < doubled) {
        all.add(event);
      }
    }
    Collections.shuffle(all, random);
    return new Recording(all);
  }

  /**
   * Writes all events to the topics of a stack with the same keys and the default partitioner;
   * returns when the broker has stored them.
   */
  public void writeTo(String bootstrapServers, URI registry) {
    try (var client = new TopicClient(bootstrapServers, registry, ClientConfig.NONE)) {
      events.forEach(client::send);
      client.flush();
    }
  }
}
