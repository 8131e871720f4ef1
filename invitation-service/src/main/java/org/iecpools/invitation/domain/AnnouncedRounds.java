package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.RoundScheduled;
import org.jspecify.annotations.Nullable;

/**
 * A country's announced rounds that are not decided yet, their secret seeds, and the orders that
 * wait until the announcements have been read back.
 */
final class AnnouncedRounds {

  private final Map<UUID, AnnouncedRound> announced = new LinkedHashMap<>();
  private final Map<UUID, byte[]> seeds = new HashMap<>();
  private final Map<UUID, String> unusable = new HashMap<>();
  private final Deque<WaitingOrder> waiting = new ArrayDeque<>();
  private List<SeedChange> changes = new ArrayList<>();
  private long version;

  void restore(CountryRow row) {
    row.announced().forEach(round -> announced.put(round.roundId(), round));
    waiting.addAll(row.waiting());
  }

  void restore(UUID roundId, byte[] seed) {
    seeds.put(roundId, seed);
  }

  void restoreUnusable(UUID roundId, String why) {
    unusable.put(roundId, why);
  }

  List<AnnouncedRound> announced() {
    return List.copyOf(announced.values());
  }

  List<WaitingOrder> waiting() {
    return List.copyOf(waiting);
  }

  /** A counter that changes whenever rounds or orders are added or removed. */
  long version() {
    return version;
  }

  boolean isAnnounced(UUID roundId) {
    return announced.containsKey(roundId);
  }

  /** The announced round with this id, which must be announced. */
  AnnouncedRound round(UUID roundId) {
    return Objects.requireNonNull(announced.get(roundId), "a waiting round is announced");
  }

  /** The seed of an announced round without a {@link #seedFault}. */
  byte[] seed(UUID roundId) {
    return Objects.requireNonNull(seeds.get(roundId), "a round without a seed is announced again");
  }

  void announce(AnnouncedRound round, byte[] seed) {
    version++;
    announced.put(round.roundId(), round);
    seeds.put(round.roundId(), seed);
    unusable.remove(round.roundId());
    changes.add(new SeedChange.Keep(round.roundId(), seed));
  }

  /**
   * Returns why a round cannot be drawn with the seed that it is committed to, as the reason of its
   * next announcement; empty if it can.
   */
  Optional<String> seedFault(AnnouncedRound round) {
    byte[] seed = seeds.get(round.roundId());
    if (seed == null) {
      return Optional.of(
          unusable.getOrDefault(
              round.roundId(), "the seed of the previous commitment was not found"));
    }
    return Commitment.text(round.roundId(), round.rule(), round.beacon(), seed)
            .equals(round.commitment())
        ? Optional.empty()
        : Optional.of("the stored seed does not match the previous commitment");
  }

  /**
   * Marks a round as read back. Returns true if the event is its current announcement, read for the
   * first time.
   */
  boolean markReadBack(RoundScheduled event) {
    AnnouncedRound round = announced.get(event.getRoundId());
    if (round == null || round.heard() || !round.commitment().equals(hex(event.getCommitment()))) {
      return false;
    }
    announced.put(round.roundId(), round.asReadBack());
    return true;
  }

  private static @Nullable String hex(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return null;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  void await(WaitingOrder order) {
    version++;
    waiting.add(order);
  }

  /** The first order if the announcements of all its rounds have been read back. */
  Optional<WaitingOrder> next() {
    return Optional.ofNullable(waiting.peek())
        .filter(first -> first.rounds().stream().allMatch(round -> round(round.roundId()).heard()));
  }

  /** Removes the first order, which is decided. */
  void removeNext() {
    version++;
    waiting.remove();
  }

  /** Puts the first order back with one round less to run. */
  void replaceNext(WaitingOrder rest) {
    version++;
    waiting.remove();
    waiting.addFirst(rest);
  }

  boolean isAwaited(UUID roundId) {
    return waiting.stream()
        .flatMap(order -> order.rounds().stream())
        .anyMatch(round -> round.roundId().equals(roundId));
  }

  void drop(UUID roundId) {
    version++;
    announced.remove(roundId);
    seeds.remove(roundId);
    unusable.remove(roundId);
    changes.add(new SeedChange.Forget(roundId));
  }

  /** Changes to the stored seeds since the last call. */
  List<SeedChange> takeChanges() {
    List<SeedChange> taken = changes;
    changes = new ArrayList<>();
    return taken;
  }
}
