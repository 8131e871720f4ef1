package org.iecpools.invitation.stream;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.SeasonsEvent;

/**
 * All announcements by event id: the fold of {@code iec.seasons}. Events may be applied in any
 * order and any number of times. The earliest of several events with one id counts. Thread-safe.
 */
public final class Announcements {

  private static final Comparator<SeasonsEvent> ORDER =
      Comparator.comparing(SeasonsEvent::getOccurredAt)
          .thenComparing(event -> event.getEventId().toString());

  private final Map<UUID, SeasonsEvent> byId = new ConcurrentHashMap<>();
  private final Map<UUID, AnnouncementWithdrawn> withdrawals = new ConcurrentHashMap<>();

  /** Applies an event. */
  public void apply(SeasonsEvent event) {
    byId.merge(event.getEventId(), event, Announcements::earlier);
    if (event instanceof AnnouncementWithdrawn withdrawn) {
      withdrawals.merge(
          withdrawn.getAnnouncementId(), withdrawn, (one, other) -> earlier(one, other));
    }
  }

  private static <E extends SeasonsEvent> E earlier(E one, E other) {
    return ORDER.compare(one, other) <= 0 ? one : other;
  }

  /** The event with an id. */
  public Optional<SeasonsEvent> event(UUID eventId) {
    return Optional.ofNullable(byId.get(eventId));
  }

  /** The withdrawal of an announcement. */
  public Optional<AnnouncementWithdrawn> withdrawal(UUID announcementId) {
    return Optional.ofNullable(withdrawals.get(announcementId));
  }

  /** All events, ordered by time. */
  public List<SeasonsEvent> all() {
    return byId.values().stream().sorted(ORDER).toList();
  }
}
