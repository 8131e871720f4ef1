package org.iecpools.pool.stream;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.clock.Ticks;
import org.iecpools.pool.domain.IdentityHolder;
import org.jspecify.annotations.Nullable;

/**
 * Decides which candidate has an identity document in a season. All claims to a document are in one
 * partition, in an order that does not change, and the first one counts.
 */
final class IdentityProcessor
    extends ContextualProcessor<String, IdentityClaim, String, IdentityAnswer> {

  /** Store of the holders of documents, with keys {@code season/digest}. */
  static final String STORE = "identities";

  private final ServiceClock clock;
  private final ClockProgress progress;
  private @Nullable KeyValueStore<String, IdentityHolder> holders;

  IdentityProcessor(ServiceClock clock, ClockProgress progress) {
    this.clock = clock;
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<String, IdentityAnswer> context) {
    super.init(context);
    holders = context.getStateStore(STORE);
    // A simulation waits until the answers are committed.
    Ticks.every(context, "identities", progress, clock, _ -> true);
  }

  @Override
  public void process(Record<String, IdentityClaim> record) {
    IdentityClaim claim = record.value();
    KeyValueStore<String, IdentityHolder> store =
        requireNonNull(holders, "init is called before the first record");
    IdentityHolder before = store.get(claim.key());
    IdentityHolder holder = IdentityHolder.after(before, claim.candidateId());
    if (before == null) {
      store.put(claim.key(), holder);
    }
    context()
        .forward(
            record
                .withKey(claim.candidateId().toString())
                .withValue(new IdentityAnswer(claim, holder.is(claim.candidateId()))));
  }
}
