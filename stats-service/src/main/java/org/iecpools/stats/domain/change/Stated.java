package org.iecpools.stats.domain.change;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A value that holds now, with what a reader can look up.
 *
 * @param since when it took effect or was published, as far as it is known
 * @param round null if the value is not about one
 * @param publishedOn the day of the publication; null if the value was not published
 * @param revision of the publication or round; null if it has none
 * @param reasons why published figures are flagged, why something was refused, or why a round was
 *     corrected or cancelled
 */
public record Stated(
    Value value,
    Instant since,
    @Nullable UUID round,
    @Nullable LocalDate publishedOn,
    @Nullable Integer revision,
    List<Reason> reasons) {

  public Stated {
    reasons = List.copyOf(reasons);
  }

  /** A value without anything to look up. */
  public static Stated of(Value value, Instant since) {
    return new Stated(value, since, null, null, null, List.of());
  }
}
