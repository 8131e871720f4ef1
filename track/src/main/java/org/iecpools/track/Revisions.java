package org.iecpools.track;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.domain.EventIds;
import org.iecpools.events.Category;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Reason;
import org.iecpools.events.StatedFigure;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.Contradiction;
import org.iecpools.feed.Contradictions;
import org.iecpools.feed.Figure;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;

/**
 * Decides which rows of a publication are new: rows of a new day, and corrections of a known one.
 * Copies that are older than what is known, as some nodes of a CDN serve them, are not new.
 */
final class Revisions {

  /** A correction changes few pools. If more than a quarter differ, it may be another week. */
  private static final int CORRECTED_SHARE = 4;

  /** The row of recognized organizations, which is no pool. */
  private static final PoolKey ORGANIZATIONS = new PoolKey("NONE", "NA", "");

  /** What a statement gives: new events, or why it cannot be taken. */
  sealed interface Outcome {
    /**
     * What is new.
     *
     * @param events in the order of the publication; empty if nothing is new
     */
    record New(List<FiguresPublished> events) implements Outcome {
      public New {
        events = List.copyOf(events);
      }
    }

    /** The server states that the file is older than the known one of the same day. */
    record OlderCopy(Instant lastModified, Instant known) implements Outcome {}

    /** The publication cannot be one. */
    record Refused(List<Reason> reasons) implements Outcome {
      public Refused {
        reasons = List.copyOf(reasons);
      }
    }
  }

  private final PublishedHistory history;
  private final Statement statement;
  private final Publication publication;

  private Revisions(PublishedHistory history, Statement statement) {
    this.history = history;
    this.statement = statement;
    this.publication = statement.publication();
  }

  /** Compares a statement with everything that is known. */
  static Outcome of(PublishedHistory history, Statement statement) {
    return new Revisions(history, statement).outcome();
  }

  private Outcome outcome() {
    List<Reason> faults = faults();
    if (!faults.isEmpty()) {
      return new Outcome.Refused(faults);
    }
    List<PublishedHistory.Known> known = history.publications(statement.source(), Instant.MAX);
    Optional<PublishedHistory.Known> sameDay =
        known.stream()
            .filter(other -> other.publication().date().equals(publication.date()))
            .findFirst();
    Optional<Instant> modified =
        sameDay.flatMap(
            day ->
                day.events().stream()
                    .map(FiguresPublished::getPublishedAt)
                    .filter(Objects::nonNull)
                    .max(Instant::compareTo));
    if (statement.lastModified().isPresent()
        && modified.filter(statement.lastModified().get()::isBefore).isPresent()) {
      return new Outcome.OlderCopy(statement.lastModified().get(), modified.get());
    }
    boolean isLater =
        statement.lastModified().isPresent()
            && modified.filter(statement.lastModified().get()::isAfter).isPresent();
    boolean withdraws = isLater && !statement.isTranscript();
    Optional<Reason> tooMany = sameDay.filter(_ -> !withdraws).flatMap(this::tooManyRows);
    if (tooMany.isPresent()) {
      return new Outcome.Refused(List.of(tooMany.get()));
    }
    List<FiguresPublished> events = new ArrayList<>();
    Map<PoolKey, List<Reason>> reasons = null;
    for (int position = 0; position < publication.rows().size(); position++) {
      PublishedRow row = stated(publication.rows().get(position));
      List<FiguresPublished> revisions = revisions(row.pool());
      if (isNew(row, position, revisions, isLater)) {
        if (reasons == null) {
          reasons = contradictions(known);
        }
        events.add(
            event(
                row,
                position,
                revisions.size() + 1,
                false,
                reasons.getOrDefault(row.pool(), List.of())));
      }
    }
    if (withdraws) {
      sameDay.ifPresent(day -> events.addAll(withdrawn(day)));
    }
    return new Outcome.New(events);
  }

  /** The rows of several files of one day must be one publication together. */
  private Optional<Reason> tooManyRows(PublishedHistory.Known sameDay) {
    long rows =
        Stream.concat(sameDay.publication().rows().stream(), publication.rows().stream())
            .map(PublishedRow::pool)
            .distinct()
            .count();
    return rows > Publication.MAX_ROWS
        ? Optional.of(
            new Reason(
                "TOO_MANY_ROWS",
                "With those that are known of %s there would be %,d rows; expected at most %,d."
                    .formatted(publication.date(), rows, Publication.MAX_ROWS)))
        : Optional.empty();
  }

  private List<Reason> faults() {
    List<Reason> faults = new ArrayList<>();
    // One day ahead of UTC is today somewhere.
    if (publication
        .date()
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant()
        .isAfter(statement.fetchedAt().plus(Duration.ofDays(1)))) {
      faults.add(
          new Reason(
              "DATE_IN_THE_FUTURE",
              "The publication states %s, but was fetched at %s; its date must not be later."
                  .formatted(publication.date(), statement.fetchedAt())));
    }
    for (PublishedRow row : publication.rows()) {
      if (!row.pool().equals(ORGANIZATIONS) && pool(row.pool()).isEmpty()) {
        faults.add(
            new Reason(
                "UNKNOWN_POOL",
                "The row %s is not of a known pool; expected a country of two letters and one of the categories wh, yp and coop."
                    .formatted(row.pool().text())));
      }
    }
    return faults;
  }

  private Optional<PoolId> pool(PoolKey key) {
    return Arrays.stream(Category.values())
        .filter(category -> category.name().equals(key.category()))
        .map(
            category ->
                new PoolId(
                    publication.season(),
                    key.country(),
                    category,
                    key.stream().isEmpty() ? null : key.stream()))
        .filter(pool -> PoolIds.fault(pool) == null)
        .findFirst();
  }

  private List<FiguresPublished> revisions(PoolKey pool) {
    return history.revisions(statement.source(), publication.date(), pool);
  }

  /** Numbers of CSV as the feed writes them, so that both state the same. */
  private PublishedRow stated(PublishedRow row) {
    return statement.isTranscript()
        ? new PublishedRow(
            row.code(),
            row.country(),
            row.category(),
            row.stream(),
            stated(row.quota()),
            row.firstRound(),
            row.finalRound(),
            stated(row.invitations()),
            stated(row.candidates()),
            stated(row.spots()),
            row.rating())
        : row;
  }

  private static Figure stated(Figure figure) {
    return figure instanceof Figure.Number(int value, _)
        ? new Figure.Number(value, "%,d".formatted(value))
        : figure;
  }

  /**
   * Whether a row states something that no revision has. An earlier revision again is new only if
   * the server states that it is a later file; else it comes from a node that is behind.
   */
  private boolean isNew(
      PublishedRow row, int position, List<FiguresPublished> revisions, boolean isLater) {
    if (revisions.isEmpty()) {
      return true;
    }
    FiguresPublished last = revisions.getLast();
    if (!last.getWithdrawn() && isSame(row, position, last)) {
      return false;
    }
    return isLater || revisions.stream().noneMatch(known -> isSame(row, position, known));
  }

  private boolean isSame(PublishedRow row, int position, FiguresPublished known) {
    PublishedRow other = StatedRows.row(known);
    if (!statement.isTranscript()) {
      return row.equals(other) && position == known.getPosition();
    }
    return isOmittedOrSame(row.quota(), other.quota())
        && isOmittedOrSame(row.invitations(), other.invitations())
        && isOmittedOrSame(row.candidates(), other.candidates())
        && isOmittedOrSame(row.spots(), other.spots())
        && (row.firstRound().isEmpty() || row.firstRound().equals(other.firstRound()))
        && (row.finalRound().isEmpty() || row.finalRound().equals(other.finalRound()))
        && (row.rating().isEmpty() || row.rating().equals(other.rating()));
  }

  private static boolean isOmittedOrSame(Figure figure, Figure known) {
    return figure instanceof Figure.Blank
        || figure.getClass() == known.getClass() && figure.number().equals(known.number());
  }

  private Map<PoolKey, List<Reason>> contradictions(List<PublishedHistory.Known> known) {
    Map<PoolKey, List<Reason>> reasons = new HashMap<>();
    for (Contradiction contradiction :
        Contradictions.of(
            publication, known.stream().map(PublishedHistory.Known::publication).toList())) {
      if (contradiction instanceof Contradiction.DateOfAnotherWeek(_, int pools)
          && pools * CORRECTED_SHARE <= publication.rows().size()) {
        // A correction of a few figures.
        continue;
      }
      Reason reason = new Reason(code(contradiction), contradiction.sentence());
      pools(contradiction)
          .forEach(pool -> reasons.computeIfAbsent(pool, _ -> new ArrayList<>()).add(reason));
    }
    return reasons;
  }

  private static String code(Contradiction contradiction) {
    return switch (contradiction) {
      case Contradiction.InvitationsFell _ -> "INVITATIONS_FELL";
      case Contradiction.SpotsAboveQuota _ -> "SPOTS_ABOVE_QUOTA";
      case Contradiction.MoreLettersThanInvitations _ -> "MORE_LETTERS_THAN_INVITATIONS";
      case Contradiction.QuotasSwapped _ -> "QUOTAS_SWAPPED";
      case Contradiction.PreviousWeekAgain _ -> "PREVIOUS_WEEK_AGAIN";
      case Contradiction.DateOfAnotherWeek _ -> "DATE_OF_ANOTHER_WEEK";
    };
  }

  private Stream<PoolKey> pools(Contradiction contradiction) {
    return switch (contradiction) {
      case Contradiction.InvitationsFell it -> Stream.of(it.pool());
      case Contradiction.SpotsAboveQuota it -> Stream.of(it.pool());
      case Contradiction.MoreLettersThanInvitations it -> Stream.of(it.pool());
      case Contradiction.QuotasSwapped it -> Stream.of(it.pool(), it.other());
      case Contradiction.PreviousWeekAgain _, Contradiction.DateOfAnotherWeek _ ->
          publication.rows().stream().map(PublishedRow::pool);
    };
  }

  private FiguresPublished event(
      PublishedRow row, int position, int revision, boolean isWithdrawn, List<Reason> reasons) {
    PoolKey key = row.pool();
    FiguresPublished.Builder event =
        FiguresPublished.newBuilder()
            .setEventId(id(key, revision))
            .setSource(statement.source())
            .setSeason(publication.season())
            .setPublishedOn(publication.date())
            .setStatedDate(publication.statedDate())
            .setFetchedAt(statement.fetchedAt())
            .setFetchedFrom(statement.fetchedFrom())
            .setRevision(revision)
            .setPosition(position)
            .setWithdrawn(isWithdrawn)
            .setCode(row.code())
            .setLocation(row.country())
            .setCategory(row.category())
            .setQuota(figure(row.quota()))
            .setFirstRound(row.firstRound())
            .setFinalRound(row.finalRound())
            .setInvitations(figure(row.invitations()))
            .setCandidates(figure(row.candidates()))
            .setSpots(figure(row.spots()))
            .setContradictions(reasons);
    pool(key).ifPresent(event::setPool);
    statement.lastModified().ifPresent(event::setPublishedAt);
    row.stream().ifPresent(event::setStreamName);
    row.rating().map(ChanceWord::code).ifPresent(event::setRatingCode);
    return event.build();
  }

  private static StatedFigure figure(Figure figure) {
    return StatedRows.figure(figure);
  }

  private UUID id(PoolKey key, int revision) {
    return EventIds.of(
        "FiguresPublished",
        statement.source(),
        publication.season(),
        key.text(),
        publication.date(),
        revision);
  }

  /** Rows of this day that a later file no longer has. */
  private List<FiguresPublished> withdrawn(PublishedHistory.Known day) {
    return day.events().stream()
        .filter(event -> publication.row(StatedRows.row(event).pool()).isEmpty())
        .map(
            event ->
                event(
                    StatedRows.row(event),
                    event.getPosition(),
                    revisions(StatedRows.row(event).pool()).size() + 1,
                    true,
                    List.of()))
        .toList();
  }
}
