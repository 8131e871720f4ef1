package org.iecpools.webhook;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.Category;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangeValue;
import org.iecpools.events.PoolId;
import org.iecpools.events.Reason;

/** Records for tests. */
final class Given {

  static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private Given() {}

  static Webhook webhook(URI url, boolean allowPrivate) {
    return new Webhook(
        UUID.randomUUID(), url, ChangeFilter.ALL, allowPrivate, 0, MemoryLog.IDENTITY, "", NOW);
  }

  static ChangeMade change(Instant reportedAt) {
    return change(ChangeKind.FIGURE_CHANGED, 2026, "IE", reportedAt);
  }

  static ChangeMade change(ChangeKind kind, int season, String country, Instant reportedAt) {
    return ChangeMade.newBuilder()
        .setEventId(UUID.randomUUID())
        .setKind(kind)
        .setSeason(season)
        .setPool(new PoolId(season, country, Category.WORKING_HOLIDAY, null))
        .setSubject(ChangeSubject.CANDIDATES)
        .setSource(ChangeSource.COUNTED)
        .setAbout("")
        .setOccurredAt(reportedAt.minus(Duration.ofSeconds(1)))
        .setReportedAt(reportedAt)
        .setBefore(null)
        .setAfter(new ChangeValue(7L, "7"))
        .setRoundId(null)
        .setPublishedOn(null)
        .setRevision(null)
        .setReasons(List.of(new Reason("CODE", "A sentence.")))
        .build();
  }
}
