package org.iecpools.pool.stream;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.kit.stream.LocalState;
import org.iecpools.pool.domain.Candidacy;
import org.jspecify.annotations.Nullable;

/**
 * The candidacies of one task, in two stores: those with a profile that goes on, and the rest. Only
 * the first is read at a start, so that a start costs as much as what is open, not as all seasons.
 * A candidacy is in one of the two and moves when its last profile ends or another one begins.
 */
final class CandidacyStores {

  /** Store of candidacies that are not closed, with keys {@code candidateId/season}. */
  static final String OPEN = "candidacies";

  /** Store of closed candidacies, with the same keys. */
  static final String CLOSED = "closed-candidacies";

  private final KeyValueStore<String, Candidacy> open;
  private final KeyValueStore<String, Candidacy> closed;

  /**
   * Keys of the open store. Most profiles are of new candidates, and searching the store for a key
   * that it does not have was a sixth of the work on a profile.
   */
  private final Set<String> openKeys = new HashSet<>();

  private CandidacyStores(
      KeyValueStore<String, Candidacy> open, KeyValueStore<String, Candidacy> closed) {
    this.open = open;
    this.closed = closed;
  }

  /** The task's stores; {@link #forEachOpen} must be called before the others. */
  static CandidacyStores of(ProcessorContext<?, ?> context) {
    return new CandidacyStores(context.getStateStore(OPEN), context.getStateStore(CLOSED));
  }

  /** The store's key of a candidate and season. */
  static String key(String candidateId, int season) {
    return candidateId + "/" + season;
  }

  /**
   * A candidacy; null if nothing is known. Moves a closed one that an earlier version, which had
   * one store, left among the open ones.
   */
  @Nullable Candidacy get(String key) {
    Candidacy found = openKeys.contains(key) ? open.get(key) : null;
    if (found == null) {
      return closed.get(key);
    }
    if (found.isClosed()) {
      closed.put(key, found);
      delete(key);
    }
    return found;
  }

  /**
   * Stores a candidacy. Writes the new place before it deletes the old one, so that readers in
   * other threads find it at any time.
   *
   * @param before the candidacy until now; one without profiles if nothing was known
   */
  void put(String key, Candidacy before, Candidacy candidacy) {
    if (candidacy.isClosed()) {
      closed.put(key, candidacy);
      if (!before.isClosed()) {
        delete(key);
      }
    } else {
      open.put(key, candidacy);
      openKeys.add(key);
      if (before.isClosed() && !before.isUnknown()) {
        closed.delete(key);
      }
    }
  }

  private void delete(String key) {
    open.delete(key);
    openKeys.remove(key);
  }

  /** Passes on every row of the open store: key and candidacy. */
  void forEachOpen(BiConsumer<String, Candidacy> reader) {
    try (KeyValueIterator<String, Candidacy> all = open.all()) {
      while (all.hasNext()) {
        KeyValue<String, Candidacy> entry = all.next();
        openKeys.add(entry.key);
        reader.accept(entry.key, entry.value);
      }
    }
  }

  /**
   * A candidate's candidacies, one per season, by season.
   *
   * @throws org.iecpools.kit.web.Unavailable while they cannot be read
   */
  static List<Candidacy> of(LocalState state, UUID candidateId) {
    Map<Integer, Candidacy> bySeason = new TreeMap<>();
    // The open store a second time, because a candidacy may have moved there in between.
    for (String store : List.of(OPEN, CLOSED, OPEN)) {
      state
          .<Candidacy, List<Candidacy>>read(store, rows -> in(rows, candidateId))
          .forEach(candidacy -> bySeason.put(candidacy.season(), candidacy));
    }
    return List.copyOf(bySeason.values());
  }

  private static List<Candidacy> in(
      ReadOnlyKeyValueStore<String, Candidacy> store, UUID candidateId) {
    List<Candidacy> found = new ArrayList<>();
    try (KeyValueIterator<String, Candidacy> all =
        store.prefixScan(candidateId + "/", new StringSerializer())) {
      all.forEachRemaining(entry -> found.add(entry.value));
    }
    return found;
  }
}
