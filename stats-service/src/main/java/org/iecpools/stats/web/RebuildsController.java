package org.iecpools.stats.web;

import java.net.URI;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.stats.domain.Count;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.stream.RebuildOrders;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Orders rebuilds of the statistics and serves their progress. */
@RestController
final class RebuildsController implements RebuildsApi {

  /** Maximum number of changes listed in a response. */
  private static final int SHOWN = 20;

  private final Rebuilds rebuilds;
  private final RebuildOrders orders;
  private final ServiceClock clock;

  RebuildsController(Rebuilds rebuilds, RebuildOrders orders, ServiceClock clock) {
    this.rebuilds = rebuilds;
    this.orders = orders;
    this.clock = clock;
  }

  @Override
  public ResponseEntity<Rebuild> order(@Nullable JsonNode body, @Nullable Principal caller) {
    Optional<String> reason = body == null ? Optional.empty() : reason(body);
    if (!orders.order(clock.instant(), Attribution.of(caller, reason))) {
      throw new Problem(
          FaultCode.REBUILD_RUNNING,
          "Version %d is being built. GET /api/v1/rebuilds/latest shows its progress."
              .formatted(rebuilds.state().building().orElse(rebuilds.serving())));
    }
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/rebuilds/latest"))
        .body(body(rebuilds.state()));
  }

  private static Optional<String> reason(JsonNode body) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.body(body, faults);
    Optional<String> reason = in.optional("reason").text(Attribution.MAX_REASON);
    in.end();
    faults.throwIfAny(HttpStatus.UNPROCESSABLE_CONTENT, "No rebuild");
    return reason;
  }

  @Override
  public Rebuild latest() {
    return body(rebuilds.state());
  }

  private static Rebuild body(Rebuilds.State state) {
    return new Rebuild(
        state.serving(),
        state.building().isPresent() ? state.building().getAsInt() : null,
        state.orderedAt().orElse(null),
        state.operator().orElse(null),
        state.reason().orElse(null),
        new Progress(state.partitions(), state.partitionsDone()),
        new Progress(state.records(), state.recordsCounted()),
        state.changes().map(RebuildsController::changes).orElse(null));
  }

  private static Changes changes(List<Ledger.Change> changes) {
    return new Changes(
        changes.size(), changes.stream().limit(SHOWN).map(RebuildsController::change).toList());
  }

  private static Change change(Ledger.Change change) {
    return new Change(
        PoolIds.text(change.pool()),
        change.day(),
        Arrays.stream(Count.values())
            .map(count -> new Sum(count, change.before().of(count), change.after().of(count)))
            .filter(sum -> sum.before() != sum.after())
            .toList());
  }
}
