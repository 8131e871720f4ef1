package org.iecpools.stats.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Problem;
import org.iecpools.stats.domain.Count;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.stream.RebuildOrders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** HTTP endpoints to order a rebuild of the statistics and to read its progress. */
@RestController
final class RebuildsController {

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

  /** The state of the last rebuild. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Rebuild(
      @Schema(description = "Version of the sums that is served, from 0.", minimum = "0")
          int serving,
      @Schema(description = "Version that is built; absent where none is.", minimum = "1")
          Integer building,
      @Schema(description = "When the last rebuild was ordered; absent where none ever was.")
          Instant orderedAt,
      @Schema(description = "Input partitions.") Progress partitions,
      @Schema(
              description =
                  "Records of the inputs, the marks of transactions among them: of those that stood"
                      + " there when the rebuild was ordered, how many are counted anew.")
          Progress records,
      @Schema(
              description =
                  "What the new version changed; absent before it is served, and where this instance"
                      + " was not there.")
          Changes changes) {}

  /** Progress: the total and the part done. */
  @Schema(name = "RebuildProgress")
  record Progress(
      @Schema(description = "All.", minimum = "0") long all,
      @Schema(description = "Those done.", minimum = "0") long done) {}

  /** What a new version changed. */
  @Schema(name = "RebuildChanges")
  record Changes(
      @Schema(description = "Days of pools whose sums are others.", minimum = "0") int count,
      @Schema(description = "The first of them, by season, country, category and day.")
          List<Change> first) {}

  /** A day of a pool whose sums differ. */
  @Schema(name = "RebuildChange")
  record Change(
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "Day in Toronto.") LocalDate day,
      @Schema(description = "Those that are others.") List<Sum> sums) {
    static Change of(Ledger.Change change) {
      return new Change(
          PoolIds.text(change.pool()),
          change.day(),
          Arrays.stream(Count.values())
              .map(count -> new Sum(count, change.before().of(count), change.after().of(count)))
              .filter(sum -> sum.before() != sum.after())
              .toList());
    }
  }

  /** The sum of one count before and after. */
  @Schema(name = "RebuildSum")
  record Sum(
      @Schema(description = "What is counted.") Count count,
      @Schema(description = "As counted before.") long before,
      @Schema(description = "As counted now.") long after) {}

  /** Orders a rebuild. */
  @Operation(
      summary = "Has everything counted anew from the first event",
      description =
          "Into a new version of all sums. The one before is served until the new one is complete.",
      responses = {
        @ApiResponse(
            responseCode = "202",
            description = "Ordered; Location says where its progress is read.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Rebuild.class))),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/rebuilds")
  ResponseEntity<Rebuild> order() {
    if (!orders.order(clock.instant())) {
      throw new Problem(
          HttpStatus.CONFLICT,
          "REBUILD_RUNNING",
          "Version %d is being built. GET /api/v1/rebuilds/latest says how far it is."
              .formatted(rebuilds.state().building().orElse(rebuilds.serving())));
    }
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/rebuilds/latest"))
        .body(body(rebuilds.state()));
  }

  /** The progress of the last rebuild. */
  @Operation(
      summary = "How it stands with the last rebuild",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The version that is served, and the progress of the next.",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = Rebuild.class))))
  @GetMapping("/api/v1/rebuilds/latest")
  Rebuild latest() {
    return body(rebuilds.state());
  }

  private static Rebuild body(Rebuilds.State state) {
    return new Rebuild(
        state.serving(),
        state.building().isPresent() ? state.building().getAsInt() : null,
        state.orderedAt().orElse(null),
        new Progress(state.partitions(), state.partitionsDone()),
        new Progress(state.records(), state.recordsCounted()),
        state.changes().map(RebuildsController::changes).orElse(null));
  }

  private static Changes changes(List<Ledger.Change> changes) {
    return new Changes(changes.size(), changes.stream().limit(SHOWN).map(Change::of).toList());
  }
}
