package org.iecpools.invitation.web;

import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.TimeBudget;

/** Publishes announcements, and applies them at once to what this instance knows. */
public final class AnnouncementPublisher {

  private final Publishing publishing;
  private final IdempotencyKeys keys;
  private final SeasonBook book;
  private final Announcements announcements;

  /**
   * @param book plans and quotas in force
   * @param announcements announcements on the log
   */
  public AnnouncementPublisher(
      Publishing publishing, IdempotencyKeys keys, SeasonBook book, Announcements announcements) {
    this.publishing = publishing;
    this.keys = keys;
    this.book = book;
    this.announcements = announcements;
  }

  /** Publishes an announcement. */
  void publish(SeasonsEvent event) {
    publishing.publish(event);
    // Applied here too, so that the operator sees it immediately; the topic will repeat it.
    book.apply(event);
    announcements.apply(event);
  }

  /**
   * Publishes an announcement whose event id is an idempotency key, unless it is a repeat.
   *
   * @return empty if it was published now; the first announcement for a repeat
   * @throws Problem 422 if another request has used the key; 503 if the first request is still in
   *     progress when the budget is used up
   */
  Optional<SeasonsEvent> publishOnce(SeasonsEvent event, TimeBudget budget) {
    UUID key = event.getEventId();
    if (keys.claim(key, IdempotencyKeys.fingerprint(event))) {
      Optional<SeasonsEvent> first =
          budget.await(() -> announcements.event(key), Optional::isPresent);
      return Optional.of(first.orElseThrow(Problems::firstRequestInProgress));
    }
    try {
      publish(event);
    } catch (RuntimeException e) {
      keys.release(key);
      throw e;
    }
    return Optional.empty();
  }
}
