package org.iecpools.invitation.stream;

import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.StreamsBuilder;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.EventCodec;
import org.iecpools.events.Topics;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.Draw;
import org.iecpools.kit.ClockProgress;
import org.iecpools.kit.Followers;
import org.iecpools.kit.Intake;
import org.iecpools.kit.Outlet;
import org.iecpools.kit.ServiceClock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the topology together. */
@Configuration(proxyBeanMethods = false)
public class InvitationStreams {

  @Autowired
  void topology(
      StreamsBuilder builder,
      Intake intake,
      Outlet outlet,
      EventCodec codec,
      ServiceClock clock,
      ClockProgress progress,
      Questions questions,
      Admin kafka)
      throws ExecutionException, InterruptedException {
    Reference reference = Reference.shipped();
    SecureRandom random = new SecureRandom();
    new InvitationTopology(
            intake,
            outlet,
            codec,
            clock,
            progress,
            (season, country) -> new Country(season, country, reference::quota, () -> seed(random)),
            questions,
            kafka.describeCluster().clusterId().get())
        .build(builder);
  }

  /** What operators announced, for refusing orders at once. */
  @Bean
  SeasonBook seasonBook(Followers followers) {
    SeasonBook book = new SeasonBook();
    followers.follow(Topics.SEASONS, book::apply);
    return book;
  }

  @Bean
  RoundLog roundLog(Followers followers) {
    RoundLog log = new RoundLog();
    followers.follow(Topics.ROUNDS, log::apply);
    return log;
  }

  @Bean
  static Questions questions() {
    return new Questions();
  }

  private static byte[] seed(SecureRandom random) {
    byte[] seed = new byte[Draw.SEED_BYTES];
    random.nextBytes(seed);
    return seed;
  }
}
