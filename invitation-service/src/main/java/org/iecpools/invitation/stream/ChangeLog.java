package org.iecpools.invitation.stream;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import org.iecpools.events.RoundCommand;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.kit.stream.Attribution;

/**
 * The latest changes that were announced and ordered, with who ordered them and why: the fold of
 * {@code iec.seasons} and {@code iec.round-commands}. Records may be applied in any order and any
 * number of times. The earliest of several with one id counts. Thread-safe.
 */
public final class ChangeLog {

  /** Maximum number of changes that are kept in memory; the topics keep all. */
  public static final int MOST = 2_000;

  private static final Comparator<Change> ORDER =
      Comparator.comparing(Change::at).thenComparing(Change::id);

  private final Map<UUID, Change> byId = new HashMap<>();
  private final NavigableSet<Change> latest = new TreeSet<>(ORDER);

  /** A change, and who ordered it. */
  public sealed interface Change {

    /** Its id: that of the event or command. */
    UUID id();

    /** When it was ordered. */
    Instant at();

    /** Who ordered it, and why. */
    Attribution by();

    /** An announcement, or a withdrawal. */
    record Announced(SeasonsEvent event, Attribution by) implements Change {
      @Override
      public UUID id() {
        return event.getEventId();
      }

      @Override
      public Instant at() {
        return event.getOccurredAt();
      }
    }

    /** An order of rounds, or of a correction. */
    record Ordered(RoundCommand command, Attribution by) implements Change {
      @Override
      public UUID id() {
        return command.getCommandId();
      }

      @Override
      public Instant at() {
        return command.getOccurredAt();
      }
    }
  }

  /** Applies an announcement. */
  public void apply(SeasonsEvent event, Attribution by) {
    add(new Change.Announced(event, by));
  }

  /** Applies an order. */
  public void apply(RoundCommand command, Attribution by) {
    add(new Change.Ordered(command, by));
  }

  private synchronized void add(Change change) {
    Change known = byId.get(change.id());
    if (known != null) {
      if (ORDER.compare(known, change) <= 0) {
        return;
      }
      latest.remove(known);
    }
    byId.put(change.id(), change);
    latest.add(change);
    if (latest.size() > MOST) {
      byId.remove(latest.removeFirst().id());
    }
  }

  /** The changes that are kept, the latest first. */
  public synchronized List<Change> all() {
    return List.copyOf(latest.descendingSet());
  }
}
