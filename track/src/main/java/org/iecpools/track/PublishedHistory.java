package org.iecpools.track;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.PublishedRecord;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;

/**
 * All published figures: a fold of {@code iec.published} into publications by source and day.
 * Figures never change; corrections are added as revisions. Thread-safe.
 */
public final class PublishedHistory {

  /**
   * A publication as it is known.
   *
   * @param source who publishes
   * @param publication with the highest known revision of each row
   * @param events of its rows, in the same order
   * @param changedAt when the newest of its rows was fetched
   */
  public record Known(
      String source, Publication publication, List<FiguresPublished> events, Instant changedAt) {
    public Known {
      events = List.copyOf(events);
    }
  }

  /** By source, then day, then pool, then revision. */
  private final NavigableMap<
          String, NavigableMap<LocalDate, Map<PoolKey, NavigableMap<Integer, FiguresPublished>>>>
      sources = new TreeMap<>();

  private volatile long changes;

  /**
   * Applies a record; a repeated one changes nothing.
   *
   * @throws IllegalArgumentException if no publication can have it; then nothing has changed
   */
  public synchronized void apply(PublishedRecord record) {
    switch (record) {
      case FiguresPublished figures -> {
        PoolKey pool = checked(figures).pool();
        FiguresPublished before =
            revisions(figures.getSource(), figures.getPublishedOn())
                .computeIfAbsent(pool, _ -> new TreeMap<>())
                .putIfAbsent(figures.getRevision(), figures);
        if (before == null) {
          changes++;
        }
      }
      case PublicationRefused _ -> {
        // It changes no figures.
      }
    }
  }

  /** The row of an event whose fields do not contradict each other. */
  private static PublishedRow checked(FiguresPublished figures) {
    if (!Publication.parseDate(figures.getStatedDate())
        .equals(Optional.of(figures.getPublishedOn()))) {
      throw new IllegalArgumentException(
          "%s is not the stated date".formatted(figures.getPublishedOn()));
    }
    return StatedRows.row(figures);
  }

  private Map<PoolKey, NavigableMap<Integer, FiguresPublished>> revisions(
      String source, LocalDate day) {
    return sources
        .computeIfAbsent(source, _ -> new TreeMap<>())
        .computeIfAbsent(day, _ -> new TreeMap<>());
  }

  /** A counter that changes whenever an answer may differ. Use it as a cache key. */
  public long changes() {
    return changes;
  }

  /** All revisions of a source's row of a day, ascending; empty if there are none. */
  synchronized List<FiguresPublished> revisions(String source, LocalDate day, PoolKey pool) {
    return Optional.ofNullable(sources.get(source))
        .map(days -> days.get(day))
        .map(rows -> rows.get(pool))
        .map(known -> List.copyOf(known.values()))
        .orElse(List.of());
  }

  /** The seasons of which anything is published. */
  public synchronized NavigableSet<Integer> seasons() {
    NavigableSet<Integer> seasons = new TreeSet<>();
    sources.values().stream()
        .flatMap(days -> days.values().stream())
        .flatMap(rows -> rows.values().stream())
        .forEach(revisions -> seasons.add(revisions.firstEntry().getValue().getSeason()));
    return seasons;
  }

  /**
   * The publications of a source, ascending by day, as they were known.
   *
   * @param knownAt what was fetched after this is left out
   */
  public synchronized List<Known> publications(String source, Instant knownAt) {
    List<Known> publications = new ArrayList<>();
    sources
        .getOrDefault(source, new TreeMap<>())
        .forEach((day, rows) -> known(source, day, rows, knownAt).ifPresent(publications::add));
    return publications;
  }

  /**
   * The publications of all sources of a season, ascending by day.
   *
   * @param knownAt what was fetched after this is left out
   */
  public synchronized List<Known> publications(int season, Instant knownAt) {
    return sources.keySet().stream()
        .flatMap(source -> publications(source, knownAt).stream())
        .filter(known -> known.publication().season() == season)
        .sorted(Comparator.comparing((Known known) -> known.publication().date()))
        .toList();
  }

  /**
   * The latest publication of a season.
   *
   * @param before publications of this day and later ones are left out
   * @param knownAt what was fetched after this is left out
   */
  public synchronized Optional<Known> latest(int season, LocalDate before, Instant knownAt) {
    return sources.entrySet().stream()
        .flatMap(
            source ->
                source.getValue().headMap(before, false).descendingMap().entrySet().stream()
                    .flatMap(
                        day ->
                            known(source.getKey(), day.getKey(), day.getValue(), knownAt).stream())
                    .filter(known -> known.publication().season() == season)
                    .limit(1))
        .max(Comparator.comparing(known -> known.publication().date()));
  }

  /**
   * The pools that a publication does not have, although an earlier one of its source and season
   * has them or it had them before a correction: the last event of each. A stream is missing, too,
   * while its general pool is.
   */
  public synchronized List<FiguresPublished> missing(Known publication) {
    LocalDate day = publication.publication().date();
    Map<PoolKey, FiguresPublished> last = new LinkedHashMap<>();
    Optional.ofNullable(sources.get(publication.source())).stream()
        .flatMap(days -> days.headMap(day, true).values().stream())
        .flatMap(rows -> rows.values().stream())
        .map(revisions -> revisions.lastEntry().getValue())
        .filter(event -> event.getSeason() == publication.publication().season())
        .filter(event -> event.getPool() != null)
        .forEach(event -> last.put(StatedRows.row(event).pool(), event));
    publication.events().forEach(event -> last.remove(StatedRows.row(event).pool()));
    return List.copyOf(last.values());
  }

  private static Optional<Known> known(
      String source,
      LocalDate day,
      Map<PoolKey, NavigableMap<Integer, FiguresPublished>> rows,
      Instant knownAt) {
    List<FiguresPublished> latest =
        rows.values().stream()
            .flatMap(
                revisions ->
                    revisions.descendingMap().values().stream()
                        .filter(event -> !event.getFetchedAt().isAfter(knownAt))
                        .findFirst()
                        .stream())
            .toList();
    List<FiguresPublished> stated =
        latest.stream()
            .filter(event -> !event.getWithdrawn())
            // Where two files place rows differently, the later one comes first.
            .sorted(
                Comparator.comparing(FiguresPublished::getPosition)
                    .thenComparing(FiguresPublished::getFetchedAt, Comparator.reverseOrder()))
            .toList();
    // More rows cannot be written by a tracker.
    List<FiguresPublished> ordered = ordered(stated).stream().limit(Publication.MAX_ROWS).toList();
    if (ordered.isEmpty()) {
      return Optional.empty();
    }
    FiguresPublished last =
        latest.stream().max(Comparator.comparing(FiguresPublished::getFetchedAt)).orElseThrow();
    List<PublishedRow> published = ordered.stream().map(StatedRows::row).toList();
    return Optional.of(
        new Known(
            source,
            new Publication(day, last.getStatedDate(), published),
            ordered,
            last.getFetchedAt()));
  }

  /**
   * Streams directly after their general pool, as the format needs; without one they are left out.
   */
  private static List<FiguresPublished> ordered(List<FiguresPublished> rows) {
    Map<PoolKey, List<FiguresPublished>> groups = new LinkedHashMap<>();
    rows.stream()
        .filter(event -> event.getStreamName() == null)
        .forEach(
            event ->
                groups
                    .computeIfAbsent(StatedRows.row(event).pool(), _ -> new ArrayList<>())
                    .add(event));
    rows.stream()
        .filter(event -> event.getStreamName() != null)
        .forEach(
            event ->
                Optional.ofNullable(groups.get(StatedRows.row(event).pool().general()))
                    .ifPresent(group -> group.add(event)));
    return groups.values().stream().flatMap(List::stream).toList();
  }
}
