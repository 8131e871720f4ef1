package org.iecpools.pool;

import org.apache.kafka.streams.StreamsBuilder;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.EventSink;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.LocalState;
import org.iecpools.kit.web.PassOnToOwner;
import org.iecpools.kit.web.Peers;
import org.iecpools.pool.stream.Candidacies;
import org.iecpools.pool.stream.PoolTopology;
import org.iecpools.pool.stream.SeasonWatch;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the service: followed topics, the topology and what the HTTP API reads. */
@Configuration(proxyBeanMethods = false)
class PoolConfiguration {

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
