package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ChanceRating;
import org.iecpools.events.PublishedAnomaly;
import org.iecpools.events.QuotaSource;
import org.iecpools.events.RowPublished;
import org.jspecify.annotations.Nullable;

/** Rows to records of {@code iec.publications} and back. */
final class PublishedRows {

  private PublishedRows() {}

  static RowPublished record(Row row, int revision, Instant publishedAt) {
    RowPublished.Builder record =
        RowPublished.newBuilder()
            .setPool(row.pool())
            .setWeek(row.week())
            .setRevision(revision)
            .setPublishedAt(publishedAt)
            .setQuota(row.quota().asQuota())
            .setQuotaSource(QuotaSource.valueOf(row.quotaSource().name()))
            .setInvitationsIssued(row.invitationsIssued())
            .setCandidatesInPool(row.candidatesInPool())
            .setSpotsAvailable(row.spotsAvailable().asQuota())
            .setRating(ChanceRating.valueOf(row.rating().name()))
            .setLoisIssued(row.loisIssued())
            .setOpenInvitations(row.openInvitations())
            .setAnomalies(
                row.anomalies().stream()
                    .map(anomaly -> new PublishedAnomaly(anomaly.code(), anomaly.detail()))
                    .toList());
    row.chance().ifPresent(record::setChance);
    if (row.lastRoundAt() != null) {
      record.setLastRoundAt(row.lastRoundAt());
    }
    return record.build();
  }

  static Row row(RowPublished published, String countryName) {
    OptionalDouble chance =
        published.getChance() == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(published.getChance());
    return new Row(
        published.getPool(),
        countryName,
        Amount.of(published.getQuota()),
        source(published.getQuotaSource()),
        published.getInvitationsIssued(),
        published.getCandidatesInPool(),
        Amount.of(published.getSpotsAvailable()),
        rating(published.getRating(), chance),
        chance,
        published.getLoisIssued(),
        published.getOpenInvitations(),
        published.getLastRoundAt(),
        Weeks.end(published.getWeek()),
        published.getWeek(),
        published.getRevision(),
        published.getPublishedAt(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        published.getAnomalies().stream()
            .map(anomaly -> new Anomaly(anomaly.getCode(), anomaly.getDetail()))
            .toList());
  }

  /**
   * Whether a week's row must be revised. A different chance or different anomalies alone are no
   * reason for a revision, because they were the outlook and the remarks of their day.
   */
  static boolean differ(Row published, Row now) {
    return !statedNumbers(published).equals(statedNumbers(now));
  }

  private static List<Object> statedNumbers(Row row) {
    return List.of(
        row.quota(),
        row.invitationsIssued(),
        row.candidatesInPool(),
        row.spotsAvailable(),
        row.loisIssued(),
        row.openInvitations());
  }

  /** Rows without a rating are older than the field, and are rated by today's thresholds. */
  private static Rating rating(@Nullable ChanceRating published, OptionalDouble chance) {
    return switch (published) {
      case EXCELLENT -> Rating.EXCELLENT;
      case VERY_GOOD -> Rating.VERY_GOOD;
      case FAIR -> Rating.FAIR;
      case LOW -> Rating.LOW;
      case VERY_LOW -> Rating.VERY_LOW;
      case NOT_APPLICABLE -> Rating.NOT_APPLICABLE;
      case UNKNOWN -> Rating.of(chance);
      case null -> Rating.of(chance);
    };
  }

  private static Row.QuotaSource source(QuotaSource source) {
    return switch (source) {
      case ANNOUNCED -> Row.QuotaSource.ANNOUNCED;
      case REFERENCE -> Row.QuotaSource.REFERENCE;
      case NONE, UNKNOWN -> Row.QuotaSource.NONE;
    };
  }
}
