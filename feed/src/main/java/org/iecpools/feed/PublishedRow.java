package org.iecpools.feed;

import java.util.Optional;

/**
 * The figures of one pool, as they are stated.
 *
 * @param code of the country, as in the feed ({@code an} is Andorra, {@code lb} is Luxembourg)
 * @param country its name
 * @param category {@code wh}, {@code yp}, {@code coop} or {@code NA} in the feed
 * @param stream name of a special stream; empty for a general pool
 * @param quota permits of the season
 * @param firstRound such as {@code Week of January 19, 2026} or {@code To be announced}
 * @param finalRound likewise
 * @param invitations issued since the beginning of the season
 * @param candidates in the pool
 * @param spots available
 * @param rating chance in the next round; empty if the publication does not state it
 */
public record PublishedRow(
    String code,
    String country,
    String category,
    Optional<String> stream,
    Figure quota,
    String firstRound,
    String finalRound,
    Figure invitations,
    Figure candidates,
    Figure spots,
    Optional<ChanceWord> rating) {

  /** Takes texts of at most 200 characters without control characters. */
  public PublishedRow {
    StatedText.checked(code);
    StatedText.checked(country);
    StatedText.checked(category);
    stream.ifPresent(StatedText::checked);
    StatedText.checked(firstRound);
    StatedText.checked(finalRound);
  }

  /** Identifies the pool in publications of either format. */
  public PoolKey pool() {
    return PoolKey.of(code, category, stream.orElse(""));
  }
}
