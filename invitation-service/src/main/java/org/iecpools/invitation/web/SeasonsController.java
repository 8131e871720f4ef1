package org.iecpools.invitation.web;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.EventIds;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.TimeBudget;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Takes the announcements of operators: a country's season, a pool's quota, a season's time of
 * publication, and withdrawals.
 */
@RestController
final class SeasonsController implements SeasonsApi {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final AnnouncementReader reader;
  private final AnnouncementPublisher publisher;
  private final Announcements announcements;
  private final ServiceClock clock;

  SeasonsController(
      AnnouncementReader reader,
      AnnouncementPublisher publisher,
      Announcements announcements,
      ServiceClock clock) {
    this.reader = reader;
    this.publisher = publisher;
    this.announcements = announcements;
    this.clock = clock;
  }

  @Override
  public ResponseEntity<Announced> season(
      JsonNode body, @Nullable String key, @Nullable Principal caller) {
    return announce(reader.season(body, key), caller);
  }

  @Override
  public ResponseEntity<Announced> quota(
      JsonNode body, @Nullable String key, @Nullable Principal caller) {
    return announce(reader.quota(body, key), caller);
  }

  @Override
  public ResponseEntity<Announced> publicationTime(
      JsonNode body, @Nullable String key, @Nullable Principal caller) {
    return announce(reader.publicationTime(body, key), caller);
  }

  private ResponseEntity<Announced> announce(
      AnnouncementReader.Request request, @Nullable Principal caller) {
    TimeBudget budget = TimeBudget.of(TIMEOUT);
    Attribution by = Attribution.of(caller, request.reason());
    if (!request.hasKey()) {
      publisher.publish(request.event(), by);
      return created(request.event());
    }
    return publisher
        .publishOnce(request.event(), by, budget)
        .map(first -> ResponseEntity.ok(Announced.of(first)))
        .orElseGet(() -> created(request.event()));
  }

  @Override
  public ResponseEntity<Announced> withdraw(JsonNode body, @Nullable Principal caller) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.body(body, faults);
    Optional<UUID> announcement = in.required("announcement").uuid();
    Optional<String> reason = in.required("reason").text(AnnouncementReader.MAX_REASON);
    in.end();
    faults.throwIfAny(HttpStatus.UNPROCESSABLE_CONTENT, Problems.NOT_WITHDRAWN);
    return withdraw(
        announcement.orElseThrow(), reason.orElseThrow(), Attribution.of(caller, Optional.empty()));
  }

  private ResponseEntity<Announced> withdraw(UUID id, String reason, Attribution by) {
    SeasonsEvent announcement =
        announcements.event(id).orElseThrow(() -> Problems.unknownAnnouncement(id));
    Optional<AnnouncementWithdrawn> before = announcements.withdrawal(id);
    if (before.isPresent()) {
      return ResponseEntity.ok(Announced.of(before.get()));
    }
    AnnouncementWithdrawn withdrawal = withdrawal(announcement, reason);
    publisher.publish(withdrawal, by);
    return created(withdrawal);
  }

  /**
   * The event that withdraws an announcement.
   *
   * @throws Problem 422 if the announcement is a withdrawal or a time of publication
   */
  private AnnouncementWithdrawn withdrawal(SeasonsEvent announcement, String reason) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant announcedAt = announcement.getOccurredAt();
    AnnouncementWithdrawn.Builder withdrawal =
        AnnouncementWithdrawn.newBuilder()
            .setEventId(EventIds.of("AnnouncementWithdrawn", announcement.getEventId()))
            // Another instance's clock may be ahead.
            .setOccurredAt(now.isAfter(announcedAt) ? now : announcedAt)
            .setAnnouncementId(announcement.getEventId())
            .setReason(reason);
    return switch (announcement) {
      case SeasonPlanned e ->
          withdrawal.setSeason(e.getSeason()).setCountry(e.getCountry()).build();
      case QuotaAnnounced e ->
          withdrawal
              .setSeason(e.getPool().getSeason())
              .setCountry(e.getPool().getCountry())
              .build();
      case AnnouncementWithdrawn _ -> throw Problems.isAWithdrawal();
      case PublicationTimeSet _ -> throw Problems.isAPublicationTime();
    };
  }

  @Override
  public AnnouncementList announcements(HttpServletRequest request) {
    Faults faults = new Faults();
    RequestReader query = RequestReader.parameters(request, faults);
    Optional<Integer> season = query.optional("season").season();
    // An announcement may name a code that is not a country, if an operator has overridden that.
    Optional<String> country = query.optional("country").countryCode(FaultCode.UNKNOWN_COUNTRY);
    query.end();
    Problems.throwBadRequest(faults);
    return new AnnouncementList(
        announcements.all().stream()
            .map(this::view)
            .filter(view -> season.filter(year -> year != view.season()).isEmpty())
            .filter(view -> country.filter(code -> !view.concerns(code)).isEmpty())
            .toList());
  }

  private AnnouncementView view(SeasonsEvent event) {
    return AnnouncementView.of(
        event,
        announcements
            .withdrawal(event.getEventId())
            .map(AnnouncementWithdrawn::getOccurredAt)
            .orElse(null));
  }

  private static ResponseEntity<Announced> created(SeasonsEvent event) {
    return ResponseEntity.status(HttpStatus.CREATED).body(Announced.of(event));
  }
}
