package org.iecpools.stats.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final DoubleEntry book;
  private final Tally tally;
  private final Source source;
  private final boolean ofRejections;
  private final Map<UUID, Draw> open = new LinkedHashMap<>();
  private final Map<UUID, Draw> told = new HashMap<>();
  private int known;
  private long changes;

  Shares(DoubleEntry book, Tally tally, Source source) {
    this.book = book;
    this.tally = tally;
    this.source = source;
    this.ofRejections = book.isOfRejections(source);
  }

  /**
   * Shares that can be published and are not published yet.
   *
   * @param next offset of the next record to read
   * @param all whether the partition has been read to its end
   * @param versions versions in which to publish them
   */
  List<PoolSizeShare> ready(long next, boolean all, Set<Integer> versions) {
    List<Draw> news = book.draws(known);
    known += news.size();
    news.stream()
        .filter(draw -> book.place(draw, source).isPresent())
        .forEach(draw -> open.put(draw.roundId(), draw));
    if (ofRejections && changes != tally.candidateChanges()) {
      changes = tally.candidateChanges();
      open.putAll(told);
    }
    Set<PoolId> waiting = new HashSet<>();
    List<PoolSizeShare> ready = new ArrayList<>();
    for (Draw draw : List.copyOf(open.values())) {
      long place = book.place(draw, source).orElseThrow();
      if (ofRejections ? !all : next <= place) {
        continue;
      }
      OptionalLong candidates = tally.candidates(draw.pool(), place);
      List<Integer> untold =
          candidates.isEmpty()
              ? List.of()
              : versions.stream()
                  .filter(version -> !isTold(version, draw, candidates.getAsLong()))
                  .toList();
      if (!untold.isEmpty()) {
        waiting.add(draw.pool());
        untold.forEach(version -> ready.add(share(version, draw, candidates.getAsLong())));
      } else if (!waiting.contains(draw.pool())) {
        done(draw);
      }
    }
    return ready;
  }

  private boolean isTold(int version, Draw draw, long candidates) {
    return book.share(version, draw.roundId(), source)
        .filter(share -> share == candidates)
        .isPresent();
  }

  private PoolSizeShare share(int version, Draw draw, long candidates) {
    return new PoolSizeShare(
        draw.pool(), draw.roundId(), source.topic(), source.partition(), candidates, version);
  }

  /** Marks shares as published. */
  void told(List<PoolSizeShare> shares) {
    shares.stream()
        .map(PoolSizeShare::getRoundId)
        .distinct()
        .forEach(round -> done(open.get(round)));
  }

  private void done(Draw draw) {
    open.remove(draw.roundId());
    if (ofRejections) {
      told.put(draw.roundId(), draw);
    } else {
      tally.settle(draw.pool(), book.place(draw, source).orElseThrow());
    }
  }
}
