package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.invitation.stream.RoundLog.Located;
import org.iecpools.kit.web.Described;
import org.iecpools.roundlog.EntryText;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is needed to check a whole round: docs/draw.md, "Bundles". Written without its
 * list, which follows as the last field.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Bundle(
    @Schema(
            description = "Version of the format; those that exist stay verifiable.",
            example = FORMAT)
        String format,
    @Schema(description = "The round.") UUID roundId,
    @Described.Pool String pool,
    @Schema(
            description =
                "All announcements, the seal, the draw and its corrections, in the order of the"
                    + " event log.")
        List<Entry> events,
    @Schema(
            description =
                "Parameters of the beacon's chain, as a relay returns them at /HASH/info; absent if"
                    + " the service does not know them. A verifier has to know the chain from"
                    + " elsewhere.",
            type = "object")
        @JsonRawValue
        @Nullable String chain,
    @Schema(description = "The events in the transparency log of rounds.") Published log,
    @Schema(
            description =
                "The pseudonyms of the sealed list, ascending, each 16 bytes in hexadecimal,"
                    + " without separators.")
        @Nullable String list) {

  static final String FORMAT = "iec-pools/bundle/1";

  /** An event of the round, as an entry of the log of rounds. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "BundledEvent")
  record Entry(
      @Schema(description = "The event and its position, in canonical JSON (docs/round-log.md).")
          String entry,
      @Schema(
              description =
                  "The strings and lists that the entry has hashes of; absent if there are none.")
          @Nullable List<String> replaced) {

    static Entry of(String cluster, Located at) {
      EntryText text =
          switch (at.event()) {
            case RoundScheduled e -> EntryText.of(cluster, at.partition(), at.offset(), e);
            case RoundSealed e -> EntryText.of(cluster, at.partition(), at.offset(), e);
            case RoundCancelled e -> EntryText.of(cluster, at.partition(), at.offset(), e);
            case RoundRun e -> EntryText.of(cluster, at.partition(), at.offset(), e);
            case PoolClosed _, PoolOpened _ ->
                throw new IllegalArgumentException("not an event of a round");
          };
      return new Entry(text.text(), text.replaced().isEmpty() ? null : text.replaced());
    }
  }

  /**
   * Where the events are in the transparency log of rounds.
   *
   * @param missing why nothing is stated; the other fields are absent then
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "PublishedEvents")
  record Published(
      @Schema(description = "The index of each event, from 0.") @Nullable List<Long> indexes,
      @Schema(
              description =
                  "Checkpoints of the log, of ascending size. The last one includes all events.")
          @Nullable List<PublishedCheckpoint> checkpoints,
      @Schema(description = "Why indexes and checkpoints are absent.") @Nullable String missing) {

    static Published missing(String why) {
      return new Published(null, null, why);
    }
  }

  /** A checkpoint of the log, with proofs that it includes events. */
  @Schema(name = "PublishedCheckpoint")
  record PublishedCheckpoint(
      @Schema(description = "The signed note, with its cosignatures.") String note,
      @Schema(
              description =
                  "Inclusion path (RFC 9162) of each event whose index is below the size, from the"
                      + " leaf upwards, each 32 bytes in hexadecimal.")
          List<List<String>> paths) {}
}
