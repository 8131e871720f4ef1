package org.iecpools.profile;

import org.apache.kafka.streams.StreamsBuilder;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.SeasonBook;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.keys.KeyFile;
import org.iecpools.kit.keys.KeyRing;
import org.iecpools.kit.keys.KeySource;
import org.iecpools.kit.process.IecSettings;
import org.iecpools.kit.stream.EventPublisher;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.LocalState;
import org.iecpools.kit.web.PassOnToOwner;
import org.iecpools.kit.web.Peers;
import org.iecpools.profile.stream.CandidateTopology;
import org.iecpools.profile.web.ProfileIds;
import org.iecpools.profile.web.ProfileSubmissions;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the service: followed topics, the topology and what the HTTP API needs. */
@Configuration(proxyBeanMethods = false)
class ProfileConfiguration {

  @Bean
  SeasonBook seasonBook(Followers followers) {
    var book = new SeasonBook();
    followers.follow(Topics.SEASONS, book::apply);
    return book;
  }

  @Bean
  ClosedPools closedPools(Followers followers) {
    var closed = new ClosedPools();
    followers.follow(Topics.ROUNDS, closed::apply);
    return closed;
  }

  @Autowired
  void topology(
      StreamsBuilder builder, EventSource eventSource, ServiceClock clock, ClockProgress progress) {
    CandidateTopology.build(builder, eventSource, clock, progress);
  }

  /** Creates the key file at the first start. */
  @Bean
  static ProfileIds profileIds(IecSettings settings) {
    KeySource source =
        KeySource.of("IEC_PROFILE_ID_KEYS", settings.secretsDir().resolve("profile-id-keys"));
    if (source instanceof KeyFile file) {
      file.createIfMissing();
    }
    return new ProfileIds(new KeyRing(source).newest());
  }

  @Bean
  ProfileSubmissions profileSubmissions(
      LocalState state,
      EventCodec codec,
      EventPublisher publisher,
      SeasonBook book,
      ClosedPools closed,
      ProfileIds ids,
      ServiceClock clock) {
    return new ProfileSubmissions(
        id -> CandidateTopology.candidate(state, codec, id),
        publisher::publish,
        book,
        closed,
        ids,
        clock,
        ProfileSubmissions.TIMEOUT);
  }

  @Bean
  PassOnToOwner passOnToOwner(Peers peers) {
    return new PassOnToOwner(peers, CandidateTopology.STORE);
  }
}
