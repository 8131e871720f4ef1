package org.iecpools.invitation.web;

import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.invitation.stream.ChangeLog;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.TimeBudget;

/** Publishes announcements, and applies them at once to what this instance knows. */
public final class AnnouncementPublisher {

  private final Publishing publishing;
  private final IdempotencyKeys keys;
  private final SeasonBook book;
  private final Announcements announcements;
  private final ChangeLog changes;

  /**
   * @param book plans and quotas in force
   * @param announcements announcements on the log
   * @param changes changes on the log, with who ordered them
   */
  public AnnouncementPublisher(
      Publishing publishing,
      IdempotencyKeys keys,
      SeasonBook book,
      Announcements announcements,
      ChangeLog changes) {
    this.publishing = publishing;
    this.keys = keys;
    this.book = book;
    this.announcements = announcements;
    this.changes = changes;
  }

  /**
   * Publishes an announcement.
   *
   * @param by who ordered it, and why
   */
  void publish(SeasonsEvent event, Attribution by) {
    publishing.publish(event, by);
    // Applied here too, so that the operator sees it immediately; the topic will repeat it.
    book.apply(event);
    announcements.apply(event);
    changes.apply(event, by);
  }

  /**
   * Publishes an announcement whose event id is an idempotency key, unless it is a repeat.
   *
   * @param by who ordered it, and why
   * @return empty if it was published now; the first announcement for a repeat
   * @throws Problem 422 if another request has used the key; 503 if the first request is still in
   *     progress when the budget is used up
   */
  Optional<SeasonsEvent> publishOnce(SeasonsEvent event, Attribution by, TimeBudget budget) {
    UUID key = event.getEventId();
    if (keys.claim(key, IdempotencyKeys.fingerprint(event))) {
      Optional<SeasonsEvent> first =
          budget.await(() -> announcements.event(key), Optional::isPresent);
      return Optional.of(first.orElseThrow(Problems::firstRequestInProgress));
    }
    try {
      publish(event, by);
    } catch (RuntimeException e) {
      keys.release(key);
      throw e;
    }
    return Optional.empty();
  }
}
