package org.iecpools.pool.stream;

import org.apache.kafka.streams.StreamsBuilder;
import org.iecpools.events.Topics;
import org.iecpools.kit.ClockProgress;
import org.iecpools.kit.EventSink;
import org.iecpools.kit.EventSource;
import org.iecpools.kit.Followers;
import org.iecpools.kit.LocalState;
import org.iecpools.kit.PassOnToOwner;
import org.iecpools.kit.Peers;
import org.iecpools.kit.ServiceClock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the topology and what it needs. */
@Configuration(proxyBeanMethods = false)
public class PoolStreams {

  @Bean
  static SeasonWatch seasonWatch(Followers followers) {
    SeasonWatch watch = new SeasonWatch();
    followers.follow(Topics.SEASONS, watch::accept);
    followers.follow(Topics.ROUNDS, watch::accept);
    return watch;
  }

  @Bean
  PoolTopology topology(
      StreamsBuilder builder,
      EventSource eventSource,
      EventSink eventSink,
      SeasonWatch watch,
      ServiceClock clock,
      ClockProgress progress) {
    PoolTopology topology = new PoolTopology(eventSource, eventSink, watch, clock, progress);
    topology.build(builder);
    return topology;
  }

  @Bean
  Candidacies candidacies(LocalState state) {
    return Candidacies.in(state);
  }

  @Bean
  PassOnToOwner passOnToOwner(Peers peers) {
    // Partitioned by candidate, as the inputs are; the season in the store's key does not matter.
    return new PassOnToOwner(peers, PoolTopology.STORE);
  }
}
