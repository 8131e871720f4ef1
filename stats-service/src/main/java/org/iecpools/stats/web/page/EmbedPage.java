package org.iecpools.stats.web.page;

import java.time.Instant;

/**
 * The model of a frame that other sites show.
 *
 * @param texts the texts of its language
 * @param line the pool
 * @param at the time of the numbers
 */
public record EmbedPage(Texts texts, PoolLine line, Instant at) {

  /** The chance and the next round in sentences. */
  public PoolAnswer answer() {
    return new PoolAnswer(texts, line);
  }
}
