package org.iecpools.stats.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.DoubleEntry.Draw;
import org.iecpools.stats.domain.DoubleEntry.Source;
import org.iecpools.stats.domain.Tally;

/**
 * The contribution of one input partition to the size of each pool at each draw. Not thread-safe.
 *
 * <p>A share is published once the partition has been read past the draw's position. Rejections
 * have no position in a draw. A known draw comes after the rejections that it includes, so its
 * share of rejections is ready when the partition has been read to its end. If a rejection is late
 * nevertheless, the shares that change are published again.
 */
final class Shares {

  private final DoubleEntry draws;
  private final Tally tally;
  private final Source source;
  private final boolean ofRejections;
  private final Map<UUID, Draw> open = new LinkedHashMap<>();
  private final Map<UUID, Draw> published = new HashMap<>();
  private int known;
  private long changes;

  Shares(DoubleEntry draws, Tally tally, Source source) {
    this.draws = draws;
    this.tally = tally;
    this.source = source;
    this.ofRejections = draws.isOfRejections(source);
  }

  /**
   * Shares that can be published and are not published yet.
   *
   * @param next offset of the next record to read
   * @param hasReadAll whether the partition has been read to its end
   * @param versions versions in which to publish them
   */
  List<PoolSizeShare> ready(long next, boolean hasReadAll, Set<Integer> versions) {
    List<Draw> added = draws.draws(known);
    known += added.size();
    added.stream()
        .filter(draw -> draws.place(draw, source).isPresent())
        .forEach(draw -> open.put(draw.roundId(), draw));
    if (ofRejections && changes != tally.candidateChanges()) {
      changes = tally.candidateChanges();
      open.putAll(published);
    }
    Set<PoolId> waiting = new HashSet<>();
    List<PoolSizeShare> ready = new ArrayList<>();
    for (Draw draw : List.copyOf(open.values())) {
      long place = draws.place(draw, source).orElseThrow();
      if (ofRejections ? !hasReadAll : next <= place) {
        continue;
      }
      OptionalLong candidates = tally.candidates(draw.pool(), place);
      List<Integer> unpublished =
          candidates.isEmpty()
              ? List.of()
              : versions.stream()
                  .filter(version -> !isPublished(version, draw, candidates.getAsLong()))
                  .toList();
      if (!unpublished.isEmpty()) {
        waiting.add(draw.pool());
        unpublished.forEach(version -> ready.add(share(version, draw, candidates.getAsLong())));
      } else if (!waiting.contains(draw.pool())) {
        done(draw);
      }
    }
    return ready;
  }

  private boolean isPublished(int version, Draw draw, long candidates) {
    return draws
        .share(version, draw.roundId(), source)
        .filter(share -> share == candidates)
        .isPresent();
  }

  private PoolSizeShare share(int version, Draw draw, long candidates) {
    return new PoolSizeShare(
        draw.pool(), draw.roundId(), source.topic(), source.partition(), candidates, version);
  }

  /** Marks shares as published. */
  void published(List<PoolSizeShare> shares) {
    shares.stream()
        .map(PoolSizeShare::getRoundId)
        .distinct()
        .flatMap(round -> Optional.ofNullable(open.get(round)).stream())
        .forEach(this::done);
  }

  private void done(Draw draw) {
    open.remove(draw.roundId());
    if (ofRejections) {
      published.put(draw.roundId(), draw);
    } else {
      tally.settle(draw.pool(), draws.place(draw, source).orElseThrow());
    }
  }
}
