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
 * What one input partition adds to the pools as draws saw them. Not for several threads.
 *
 * <p>A share is told when the draw's position is passed. Rejections have none: a draw that is known
 * stands behind them in the log, so all are counted once everything is read; should one be late
 * nevertheless, its shares are told again.
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
   * Shares that can be told and are not yet.
   *
   * @param next offset of the next record
   * @param all whether everything has been read
   */
  List<PoolSizeShare> ready(long next, boolean all) {
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
      boolean isKnown =
          candidates.isEmpty()
              || book.share(draw.roundId(), source)
                  .filter(share -> share == candidates.getAsLong())
                  .isPresent();
      if (isKnown && !waiting.contains(draw.pool())) {
        done(draw);
      } else if (!isKnown) {
        waiting.add(draw.pool());
        ready.add(
            new PoolSizeShare(
                draw.pool(),
                draw.roundId(),
                source.topic(),
                source.partition(),
                candidates.getAsLong()));
      }
    }
    return ready;
  }

  /** These have been told. */
  void told(List<PoolSizeShare> shares) {
    shares.forEach(share -> done(open.get(share.getRoundId())));
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
