package org.iecpools.invitation.stream;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.events.RoundRun;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.OrderOutcome;

/** The stores of one task; {@link Stores} describes them and their keys. */
record TaskStores(
    CandidateStores candidates,
    CountryRows countries,
    KeyValueStore<String, OrderOutcome> decisions,
    KeyValueStore<String, SeasonsEvent> announcements,
    KeyValueStore<String, byte[]> seeds,
    KeyValueStore<String, byte[]> drawn,
    KeyValueStore<String, RoundRun> runs) {

  static TaskStores of(ProcessorContext<?, ?> context) {
    return new TaskStores(
        new CandidateStores(
            context.getStateStore(Stores.CANDIDATES),
            context.getStateStore(Stores.CLOSED_CANDIDATES)),
        new CountryRows(context.getStateStore(Stores.COUNTRIES)),
        context.getStateStore(Stores.DECISIONS),
        context.getStateStore(Stores.ANNOUNCEMENTS),
        context.getStateStore(Stores.SEEDS),
        context.getStateStore(Stores.DRAWN),
        context.getStateStore(Stores.RUNS));
  }
}
