package org.iecpools.stats.web.page;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.Reason;
import org.iecpools.stats.domain.SeasonState;
import org.iecpools.stats.stream.PublishedValues;
import org.iecpools.track.PublishedHistory.Known;

/**
 * What a tracker has read, so that a reader sees whether it stands still. A tracker records new
 * figures and refusals only: that it has looked and found nothing new is not known here.
 *
 * @param seasons the last publication of each season, the latest first
 * @param contradictions why figures of the latest publication are flagged, each once
 * @param refusals what was read last and is not a publication, newest first
 */
public record ReadPublications(
    List<Season> seasons, List<Reason> contradictions, List<Refusal> refusals) {

  private static final int MOST_SEASONS = 5;
  private static final int MOST_REFUSALS = 10;

  public ReadPublications {
    seasons = List.copyOf(seasons);
    contradictions = List.copyOf(contradictions);
    refusals = List.copyOf(refusals);
  }

  /**
   * The last publication of a season.
   *
   * @param source who publishes, such as {@code ircc}
   * @param day that it states
   * @param readAt when its newest figures were read, UTC
   * @param rows number of rows
   * @param expected the day of the next one; empty unless this is the latest publication, and
   *     between seasons
   * @param isLate whether the next one should have appeared
   */
  public record Season(
      String source,
      int season,
      LocalDate day,
      Instant readAt,
      int rows,
      Optional<LocalDate> expected,
      boolean isLate) {}

  /**
   * Something that was read and is not a publication.
   *
   * @param from address or file
   */
  public record Refusal(Instant at, String from, List<Reason> reasons) {
    public Refusal {
      reasons = List.copyOf(reasons);
    }
  }

  static ReadPublications of(
      PublishedValues published, BiFunction<Integer, Instant, SeasonState> plans, Instant now) {
    List<Known> latest =
        published.publications().stream()
            .sorted(Comparator.comparing((Known it) -> it.publication().date()).reversed())
            .toList();
    return new ReadPublications(
        latest.stream()
            .limit(MOST_SEASONS)
            .map(
                known ->
                    season(
                        known,
                        known.equals(latest.getFirst())
                            ? PublishedValues.expectedAfter(known, plans)
                            : Optional.empty(),
                        now))
            .toList(),
        latest.stream()
            .limit(1)
            .flatMap(known -> known.events().stream())
            .flatMap(row -> row.getContradictions().stream())
            .distinct()
            .toList(),
        published.refusals().stream().limit(MOST_REFUSALS).map(ReadPublications::refusal).toList());
  }

  private static Season season(Known known, Optional<LocalDate> expected, Instant now) {
    return new Season(
        known.source(),
        known.publication().season(),
        known.publication().date(),
        known.changedAt(),
        known.events().size(),
        expected,
        expected.filter(day -> !now.isBefore(PublishedValues.lateFrom(day))).isPresent());
  }

  private static Refusal refusal(PublicationRefused refused) {
    return new Refusal(refused.getFetchedAt(), refused.getFetchedFrom(), refused.getReasons());
  }
}
