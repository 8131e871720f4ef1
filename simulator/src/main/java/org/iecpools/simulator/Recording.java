package org.iecpools.simulator;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.iecpools.events.Event;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;

/**
 * All events of a stack, as they stand on its topics: to be played into another one, some twice and
 * in any order. What is no event, on its way to the dead letters, is left aside.
 *
 * @param events in the order read; those of one partition in its order
 */
public record Recording(List<Event> events) {

  /** Takes a copy. */
  public Recording {
    events = List.copyOf(events);
  }

  /**
   * Reads every committed event of every event topic from the beginning.
   *
   * @param bootstrapServers of the broker, host:port
   * @param registry its schema registry
   */
  public static Recording of(String bootstrapServers, URI registry) {
    return of(bootstrapServers, registry, Topics.EVENTS);
  }

  /** The same, of some topics only. */
  public static Recording of(
      String bootstrapServers, URI registry, Collection<Topic<? extends Event>> topics) {
    var events = new ArrayList<Event>();
    try (var wire = new Wire(bootstrapServers, registry)) {
      wire.followFromStart(topics);
      wire.readToEnd(record -> wire.eventIn(record).ifPresent(events::add));
    }
    return new Recording(events);
  }

  /**
   * Some of the events twice, all of them in any order: across topics, and within them.
   *
   * @param seed of the order and of what is doubled
   * @param doubled share of events that are there twice, 0 to 1
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
   * Writes everything to a stack's topics, under the same keys, partitioned as any Java producer
   * does; returns when its broker has it.
   */
  public void replay(String bootstrapServers, URI registry) {
    try (var wire = new Wire(bootstrapServers, registry)) {
      events.forEach(wire::send);
      wire.flush();
    }
  }
}
