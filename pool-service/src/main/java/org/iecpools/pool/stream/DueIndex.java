package org.iecpools.pool.stream;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Index of candidacies by due time. In memory, because it is derived from the store and is rebuilt
 * from it after a start.
 */
final class DueIndex {

  private final Map<String, Instant> dues = new HashMap<>();
  private final NavigableMap<Instant, Set<String>> keys = new TreeMap<>();

  /** Sets the due time of a key in place of an earlier one; empty removes it. */
  void put(String key, Optional<Instant> due) {
    Instant before = dues.remove(key);
    if (before != null) {
      Set<String> others = requireNonNull(keys.get(before), "every due time has its keys");
      others.remove(key);
      if (others.isEmpty()) {
        keys.remove(before);
      }
    }
    due.ifPresent(
        at -> {
          dues.put(key, at);
          keys.computeIfAbsent(at, _ -> new HashSet<>()).add(key);
        });
  }

  /** Keys that are due, earliest first, at most {@code limit} of them. */
  List<String> due(Instant now, int limit) {
    return keys.headMap(now, true).values().stream().flatMap(Set::stream).limit(limit).toList();
  }

  List<String> keys() {
    return List.copyOf(dues.keySet());
  }

  boolean isEmpty() {
    return dues.isEmpty();
  }

  void clear() {
    dues.clear();
    keys.clear();
  }
}
