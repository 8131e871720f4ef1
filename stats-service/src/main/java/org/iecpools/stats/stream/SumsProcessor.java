package org.iecpools.stats.stream;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.events.Event;
import org.iecpools.events.PartialSums;
import org.iecpools.events.Topics;
import org.iecpools.kit.ClockProgress;
import org.iecpools.kit.Received;
import org.iecpools.kit.ServiceClock;
import org.iecpools.kit.Ticks;
import org.iecpools.stats.domain.Change;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.Sums;
import org.iecpools.stats.domain.WeekSums;

/**
 * Counts each fact once. The row goes out with the event that changed it, in the transaction that
 * passes the event by: what waited for a punctuation would be lost when a commit came in between.
 */
final class SumsProcessor
    extends ContextualProcessor<String, Received<Event>, String, PartialSums> {

  private final ClockProgress progress;
  private final ServiceClock clock;
  private KeyValueStore<String, Fact> facts;
  private KeyValueStore<String, WeekSums> sums;

  SumsProcessor(ClockProgress progress, ServiceClock clock) {
    this.progress = progress;
    this.clock = clock;
  }

  @Override
  public void init(ProcessorContext<String, PartialSums> context) {
    super.init(context);
    facts = context.getStateStore(SumsTopology.FACTS);
    sums = context.getStateStore(SumsTopology.SUMS);
    // Nothing here is ever due; a simulation only wants to know that every task is there.
    Ticks.every(context, "count", progress, clock, _ -> true);
  }

  @Override
  public void process(Record<String, Received<Event>> record) {
    Received<Event> received = record.value();
    Fact.of(received.event()).ifPresent(fact -> count(fact, record));
  }

  private void count(Fact fact, Record<String, Received<Event>> record) {
    Fact known = facts.get(fact.identity());
    if (known != null && !fact.precedes(known)) {
      return;
    }
    facts.put(fact.identity(), fact);
    for (Change change : fact.inPlaceOf(known)) {
      if (!change.sums().equals(Sums.ZERO)) {
        apply(change, record);
      }
    }
  }

  private void apply(Change change, Record<String, Received<Event>> record) {
    String topic = record.value().topic();
    int partition = record.value().partition();
    String key = Topics.STATISTICS.key().apply(WeekSums.EMPTY.row(change, topic, partition));
    WeekSums before = sums.get(key);
    WeekSums now = (before == null ? WeekSums.EMPTY : before).plus(change);
    sums.put(key, now);
    context().forward(record.withKey(key).withValue(now.row(change, topic, partition)));
  }
}
