package org.iecpools.invitation.web;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.Doubts;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/**
 * Reads announcements of seasons, quotas and times of publication and checks them. The repeat of an
 * announcement on the log is valid also if checks that depend on the time would now refuse it.
 */
public final class AnnouncementReader {

  /** Maximum number of characters of a reason for an override or a withdrawal. */
  static final int MAX_REASON = Attribution.MAX_REASON;

  /** IRCC: "at least five days notice before the first round and the final round". */
  private static final Duration NOTICE = Duration.ofDays(5);

  private final SeasonBook book;
  private final IdempotencyKeys keys;
  private final ServiceClock clock;

  /**
   * @param book plans and quotas in force
   */
  public AnnouncementReader(SeasonBook book, IdempotencyKeys keys, ServiceClock clock) {
    this.book = book;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * A valid announcement.
   *
   * @param reason why it is announced, in the operator's words
   * @param hasKey whether the event's id is an idempotency key of the client
   */
  record Request(SeasonsEvent event, Optional<String> reason, boolean hasKey) {}

  /**
   * The part that all announcements have.
   *
   * @param now when the announcement is read
   * @param eventId the client's idempotency key, or random
   * @param hasKey whether there is a key
   * @param override why it is announced although values are unusual
   */
  private record Common(
      Instant now,
      UUID eventId,
      boolean hasKey,
      Optional<String> override,
      Optional<String> reason) {}

  /**
   * Reads the announcement of a season.
   *
   * @param key the Idempotency-Key; null without the header
   * @throws Problem 422 with all faults, or if another request has used the key
   */
  Request season(JsonNode body, @Nullable String key) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.body(body, faults);
    Optional<Integer> season = in.required("season").season();
    Optional<String> country = in.required("country").countryCode(FaultCode.UNKNOWN_COUNTRY);
    boolean shortNotice = in.optional("shortNotice").flag().orElse(false);
    Common common = common(in, key, faults);
    SeasonWindow window = season.map(SeasonWindow::of).orElse(SeasonWindow.WIDEST);
    Set<String> seen = new HashSet<>();
    List<PoolPlanForm> pools =
        in.required("pools")
            .nonEmptyList(pool -> pool.object(fields -> PoolPlanForm.read(fields, seen, window)));
    in.end();
    return request(
        faults,
        common,
        () ->
            SeasonPlanned.newBuilder()
                .setEventId(common.eventId())
                .setOccurredAt(common.now())
                .setSeason(season.orElseThrow())
                .setCountry(country.orElseThrow())
                .setPools(pools.stream().map(PoolPlanForm::plan).toList())
                .setOverride(common.override().orElse(null))
                .build(),
        () -> {
          if (season.isEmpty() || country.isEmpty()) {
            return List.of();
          }
          if (!shortNotice) {
            pools.forEach(pool -> checkNotice(pool, season.get(), country.get(), common.now()));
          }
          return Doubts.ofSeason(season.get(), country.get(), common.now());
        });
  }

  /**
   * Reads the announcement of a quota.
   *
   * @param key the Idempotency-Key; null without the header
   * @throws Problem 422 with all faults, or if another request has used the key
   */
  Request quota(JsonNode body, @Nullable String key) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.body(body, faults);
    Optional<PoolId> pool = in.required("pool").pool();
    Optional<Quota> quota = quota(in.required("quota"));
    Common common = common(in, key, faults);
    in.end();
    return request(
        faults,
        common,
        () ->
            QuotaAnnounced.newBuilder()
                .setEventId(common.eventId())
                .setOccurredAt(common.now())
                .setPool(pool.orElseThrow())
                .setQuota(quota.orElseThrow())
                .setOverride(common.override().orElse(null))
                .build(),
        () ->
            pool.isPresent() && quota.isPresent()
                ? Doubts.ofQuota(pool.get(), quota.get(), book, common.now())
                : List.of());
  }

  /**
   * Reads when the numbers of a season are published.
   *
   * @param key the Idempotency-Key; null without the header
   * @throws Problem 422 with all faults, or if another request has used the key
   */
  Request publicationTime(JsonNode body, @Nullable String key) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.body(body, faults);
    Optional<Integer> season = in.required("season").season();
    Optional<LocalTime> time = in.required("timeOfDay").timeOfDay();
    Common common = common(in, key, faults);
    in.end();
    return request(
        faults,
        common,
        () ->
            PublicationTimeSet.newBuilder()
                .setEventId(common.eventId())
                .setOccurredAt(common.now())
                .setSeason(season.orElseThrow())
                .setMinuteOfDay(time.orElseThrow().get(ChronoField.MINUTE_OF_DAY))
                .setOverride(common.override().orElse(null))
                .build(),
        () -> season.map(year -> Doubts.ofPublicationTime(year, common.now())).orElse(List.of()));
  }

  private Common common(RequestReader in, @Nullable String key, Faults faults) {
    Optional<String> override = in.optional("override").text(MAX_REASON);
    Optional<String> reason = in.optional("reason").text(MAX_REASON);
    Optional<UUID> id = IdempotencyKeys.id(key, faults);
    return new Common(
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        id.orElseGet(UUID::randomUUID),
        id.isPresent(),
        override,
        reason);
  }

  /**
   * Completes a request.
   *
   * @param event creates the event of a request without faults
   * @param checksOfNow finds doubts, and adds faults, that depend on the time or on earlier
   *     announcements
   */
  private Request request(
      Faults faults,
      Common common,
      Supplier<SeasonsEvent> event,
      Supplier<List<Doubts.Doubt>> checksOfNow) {
    if (!faults.isEmpty() || !common.hasKey() || !isLogged(common.eventId(), event.get())) {
      List<Doubts.Doubt> doubts = checksOfNow.get();
      if (common.override().isEmpty()) {
        faults.addAll(doubts.stream().map(AnnouncementReader::fault).toList());
      }
      faults.throwIfAny(HttpStatus.UNPROCESSABLE_CONTENT, Problems.NOT_ANNOUNCED);
    }
    return new Request(event.get(), common.reason(), common.hasKey());
  }

  private boolean isLogged(UUID id, SeasonsEvent event) {
    return keys.isLogged(id, IdempotencyKeys.fingerprint(event));
  }

  /** Requires notice of first and final rounds, unless they stay unchanged. */
  private void checkNotice(PoolPlanForm pool, int season, String country, Instant now) {
    Optional<PoolPlan> before = pool.id(season, country).flatMap(book::plan);
    checkNotice(
        pool.fields(),
        "firstRoundAt",
        pool.firstRoundAt(),
        before.map(PoolPlan::getFirstRoundAt),
        now);
    checkNotice(
        pool.fields(),
        "finalRoundAt",
        pool.finalRoundAt(),
        before.map(PoolPlan::getFinalRoundAt),
        now);
  }

  private static void checkNotice(
      RequestReader pool,
      String field,
      Optional<Instant> at,
      Optional<Instant> before,
      Instant now) {
    Instant earliest = now.plus(NOTICE);
    if (at.filter(instant -> instant.isBefore(earliest)).isPresent() && !at.equals(before)) {
      pool.fault(
          field,
          FaultCode.SHORT_NOTICE,
          ("%s must be announced at least five days ahead, so now not before %s. Send"
                  + " \"shortNotice\": true next to the pools to announce it in spite of that.")
              .formatted(field, earliest));
    }
  }

  private static Fault fault(Doubts.Doubt doubt) {
    return new Fault(
        "/" + doubt.field(),
        doubt.code(),
        doubt.detail() + " Send \"override\" with a reason to announce it in spite of that.");
  }

  private static Optional<Quota> quota(Value value) {
    if (value.isNumber()) {
      return value
          .integer(0, Integer.MAX_VALUE)
          .map(permits -> new Quota(QuotaKind.NUMBER, permits));
    }
    return value
        .as(FaultCode.BAD_QUOTA, "a number, " + QuotaWords.LIST, QuotaWords::kind)
        .map(kind -> Quota.newBuilder().setKind(kind).build());
  }
}
