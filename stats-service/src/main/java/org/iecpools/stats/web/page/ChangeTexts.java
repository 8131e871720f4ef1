package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangeValue;
import org.iecpools.events.PoolId;
import org.iecpools.events.Reason;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.PoolState;
import org.iecpools.stats.domain.PoolStatus;
import org.iecpools.stats.domain.Rating;
import org.jspecify.annotations.Nullable;

/**
 * A change in words.
 *
 * @param texts the language
 */
record ChangeTexts(Texts texts) {

  /** What has changed where, in one line. */
  String title(ChangeMade change) {
    return texts.text("change.title", place(change), sentence(change));
  }

  private String place(ChangeMade change) {
    PoolId pool = change.getPool();
    Integer season = change.getSeason();
    if (pool != null) {
      return texts.title(pool);
    }
    return season == null
        ? texts.text("site")
        : texts.text("season.title", Integer.toString(season));
  }

  private String sentence(ChangeMade change) {
    String after = value(change.getSubject(), change.getAfter());
    ChangeValue before = change.getBefore();
    return before == null
        ? texts.text("change." + key(change) + ".first", after)
        : texts.text("change." + key(change), after, value(change.getSubject(), before));
  }

  /** The kind, if it says more than the subject. */
  private static String key(ChangeMade change) {
    return switch (change.getKind()) {
      case SPOTS_RAN_OUT,
          ROUND_RAN,
          ROUND_CORRECTED,
          ROUND_CANCELLED,
          POOL_OPENED,
          POOL_CLOSED,
          SEASON_OPENED,
          SEASON_CLOSED,
          ROW_WITHDRAWN,
          ROW_RESTORED,
          PUBLICATION_LATE,
          NOT_THE_FEED ->
          change.getKind().name();
      case FIGURE_CHANGED, RATING_CHANGED, QUOTA_CHANGED, STATUS_CHANGED, UNKNOWN ->
          change.getSubject().name();
    };
  }

  private String value(ChangeSubject subject, ChangeValue value) {
    Long number = value.getNumber();
    return number == null ? word(subject, value.getText()) : texts.number(number);
  }

  /** Words of this system in the language; others as they are published. */
  private String word(ChangeSubject subject, String word) {
    return switch (subject) {
      case QUOTA, SPOTS, INVITATIONS, CANDIDATES ->
          Arrays.stream(Amount.Word.values())
              .filter(each -> each.text().equalsIgnoreCase(word))
              .findFirst()
              .map(texts::amount)
              .orElse(word);
      case RATING ->
          Arrays.stream(Rating.values())
              .filter(each -> each.text().equals(word))
              .findFirst()
              .map(texts::rating)
              .orElse(word);
      case STATUS ->
          Arrays.stream(PoolStatus.values())
              .filter(each -> each.text().equals(word))
              .findFirst()
              .map(status -> texts.state(state(status)))
              .orElse(word);
      case LATE_PUBLICATION -> day(word).map(texts::day).orElse(word);
      case CANCELLATION -> texts.text("change.cancelled." + cause(word).name());
      case SPOTS_LEFT, ROUND, ROW, SEASON, REFUSAL, UNKNOWN -> word;
    };
  }

  private static CancellationCause cause(String word) {
    return Arrays.stream(CancellationCause.values())
        .filter(each -> each.name().equals(word))
        .findFirst()
        .orElse(CancellationCause.UNKNOWN);
  }

  private static PoolState state(PoolStatus status) {
    return switch (status) {
      case NOT_YET_OPEN -> PoolState.NOT_YET_OPEN;
      case OPEN -> PoolState.OPEN;
      case CLOSED_TO_ENTRIES -> PoolState.CLOSED_TO_ENTRIES;
      case SEASON_OVER -> PoolState.ENDED;
    };
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** Where the value comes from, and what is remarkable about it. */
  String summary(ChangeMade change) {
    return String.join(
        " ",
        Stream.concat(
                Stream.of(source(change)), change.getReasons().stream().map(Reason::getDetail))
            .toList());
  }

  private String source(ChangeMade change) {
    LocalDate day = change.getPublishedOn();
    if (change.getSource() == ChangeSource.PUBLISHED) {
      return day == null || change.getKind() == ChangeKind.PUBLICATION_LATE
          ? texts.text("change.source.others")
          : texts.text("change.source.published", texts.day(day), revision(change.getRevision()));
    }
    return day == null
        ? texts.text("change.source.counted")
        : texts.text("change.source.week", texts.day(day));
  }

  private static int revision(@Nullable Integer revision) {
    return revision == null ? 1 : revision;
  }

  /**
   * The page with more about a change.
   *
   * @param hasPage whether a pool has a page
   */
  String page(ChangeMade change, Predicate<PoolId> hasPage) {
    PoolId pool = change.getPool();
    Integer season = change.getSeason();
    Language language = texts.language();
    if (pool != null && hasPage.test(pool)) {
      // A cancelled round has no page.
      return change.getRoundId() == null || change.getSubject() == ChangeSubject.CANCELLATION
          ? PagePaths.pool(language, pool)
          : PagePaths.round(language, pool, change.getRoundId());
    }
    return season == null ? "/" + language.code() : PagePaths.season(language, season);
  }
}
