package org.iecpools.stats;

import org.apache.kafka.streams.StreamsBuilder;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.Topics;
import org.iecpools.kit.ClockProgress;
import org.iecpools.kit.Followers;
import org.iecpools.kit.Intake;
import org.iecpools.kit.Outlet;
import org.iecpools.kit.ServiceClock;
import org.iecpools.kit.ServiceKit;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.stream.SumsTopology;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Projects the events to the numbers that everyone asks for, and serves them. */
@SpringBootApplication(proxyBeanMethods = false)
@Import(ServiceKit.class)
public class StatsApplication {

  /** Starts the service. */
  public static void main(String[] args) {
    SpringApplication.run(StatsApplication.class, args);
  }

  /** Every instance holds everything that rows are made of, so any instance answers anything. */
  @Bean
  Dashboard dashboard(Followers followers) {
    Ledger ledger = new Ledger();
    RoundBook rounds = new RoundBook();
    SeasonBook seasons = new SeasonBook();
    followers.follow(Topics.SEASONS, seasons::apply);
    followers.follow(Topics.ROUNDS, rounds::apply);
    followers.follow(Topics.STATISTICS, ledger::apply);
    return new Dashboard(ledger, rounds, seasons, Reference.shipped());
  }

  @Autowired
  void topology(
      StreamsBuilder builder,
      Intake intake,
      Outlet outlet,
      ClockProgress progress,
      ServiceClock clock) {
    SumsTopology.build(builder, intake, outlet, progress, clock);
  }
}
