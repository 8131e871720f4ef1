package org.iecpools.webhook;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeValue;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A change as JSON, with the fields of stats-service's stream of changes. Its own class describes
 * the API with Spring's annotations, which this module does not have.
 */
record ChangeBody(
    String id,
    UUID identity,
    String kind,
    @Nullable Integer season,
    @Nullable String pool,
    String subject,
    String source,
    Instant occurredAt,
    Instant reportedAt,
    @Nullable Stated before,
    Stated after,
    @Nullable UUID roundId,
    @Nullable LocalDate publishedOn,
    @Nullable Integer revision,
    List<Because> reasons) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  record Stated(@Nullable Long number, String text) {
    static Stated of(ChangeValue value) {
      return new Stated(value.getNumber(), value.getText());
    }
  }

  record Because(String code, String detail) {}

  /**
   * The body of a request.
   *
   * @param log identity of {@code iec.changes}
   */
  static byte[] json(NumberedChange numbered, String log) {
    return JSON.writeValueAsBytes(of(numbered, log));
  }

  private static ChangeBody of(NumberedChange numbered, String log) {
    ChangeMade change = numbered.change();
    PoolId pool = change.getPool();
    ChangeValue before = change.getBefore();
    return new ChangeBody(
        // The position after the change, as in stats-service's stream.
        numbered.offset() + 1 + "-" + log,
        change.getEventId(),
        change.getKind().name(),
        change.getSeason(),
        pool == null ? null : PoolIds.text(pool),
        change.getSubject().name(),
        change.getSource().name(),
        change.getOccurredAt(),
        change.getReportedAt(),
        before == null ? null : Stated.of(before),
        Stated.of(change.getAfter()),
        change.getRoundId(),
        change.getPublishedOn(),
        change.getRevision(),
        change.getReasons().stream()
            .map(reason -> new Because(reason.getCode(), reason.getDetail()))
            .toList());
  }
}
