package org.iecpools.kit.trace;

import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;

/**
 * The contexts in which rounds were announced. A round runs and its invitations are written when
 * time has passed, with no record at hand, so their context is found by the round. In memory only:
 * what a round writes after a restart, or on another instance, is not traced.
 */
final class RoundContexts {

  private static final int MAX_ROUNDS = 1_000;

  private final Map<UUID, Context> contexts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Context> eldest) {
          return size() > MAX_ROUNDS;
        }
      };

  /** Keeps the context if the event announces a round. A round keeps its first context. */
  synchronized void announced(SpecificRecord event, Context context) {
    if (event instanceof RoundScheduled round) {
      contexts.putIfAbsent(round.getRoundId(), context);
    }
  }

  /** The context of the round to which an event belongs; the root if none is known. */
  synchronized Context of(SpecificRecord event) {
    return switch (event) {
      case RoundRun run -> contexts.getOrDefault(run.getRoundId(), Context.root());
      case InvitationIssued issued -> contexts.getOrDefault(issued.getRoundId(), Context.root());
      default -> Context.root();
    };
  }
}
