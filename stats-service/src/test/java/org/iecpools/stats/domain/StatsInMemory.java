package org.iecpools.stats.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Event;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.kafka.Topics;

/** Wires the domain as the service does, without the service: events in, rows out. */
public final class StatsInMemory {

  private final PoolIndex pools = new PoolIndex();
  private final Map<String, Tally> tallies = new HashMap<>();
  public final Ledger ledger = new Ledger();
  public final RoundBook rounds = new RoundBook();
  public final SeasonBook seasons = new SeasonBook();
  public final DoubleEntry draws = Story.draws();
  public final Dashboard dashboard =
      new Dashboard(ledger, rounds, draws, seasons, Reference.shipped());

  public static StatsInMemory with(Event... events) {
    return with(List.of(events));
  }

  public static StatsInMemory with(List<? extends Event> events) {
    StatsInMemory stats = new StatsInMemory();
    events.forEach(stats::take);
    return stats;
  }

  public void take(Event event) {
    switch (event) {
      case SeasonsEvent e -> seasons.apply(e);
      case RoundsEvent e -> rounds.apply(e);
      case CandidateEvent _ -> {}
    }
    Fact.of(event).ifPresent(fact -> count(fact, Topics.of(event).name()));
  }

  private void count(Fact fact, String topic) {
    Tally tally = tallies.computeIfAbsent(topic, _ -> new Tally(topic, 0, pools));
    tally.count(fact);
    tally.changes().forEach(ledger::apply);
    tally.forgetChanges();
  }

  Row live() {
    return dashboard.row(Story.POOL, View.live(Story.NOON.plusSeconds(3600)));
  }

  List<String> anomalies() {
    return live().anomalies().stream().map(Anomaly::code).toList();
  }
}
