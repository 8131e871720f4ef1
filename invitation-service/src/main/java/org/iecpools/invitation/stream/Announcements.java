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
 * Every announcement by its event id: the fold of {@code iec.seasons}, any order, any number of
 * times. Of records with one id the earliest counts. Safe for several threads.
 */
public final class Announcements {

  private static final Comparator<SeasonsEvent> ORDER =
      Comparator.comparing(SeasonsEvent::getOccurredAt)
          .thenComparing(event -> event.getEventId().toString());

  private final Map<UUID, SeasonsEvent> byId = new ConcurrentHashMap<>();
  private final Map<UUID, AnnouncementWithdrawn> withdrawals = new ConcurrentHashMap<>();

  /** Takes note of an event. */
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

  /** All events, in the order of their times. */
  public List<SeasonsEvent> all() {
    return byId.values().stream().sorted(ORDER).toList();
  }
}
