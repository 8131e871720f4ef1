package org.iecpools.bench.flow;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.stack.StackException;

/** Checks that everything sent has had exactly one result. */
final class Accounts {

  private Accounts() {}

  /**
   * Checks that each of the expected ids has exactly one event.
   *
   * @param what names the events in the message, such as {@code "decisions of limit"}
   * @param values the records' values
   * @param id the id of an event of the type
   * @throws StackException if an event is missing, repeated, or not expected
   */
  static <E extends Event> void check(
      String what,
      Collection<UUID> expected,
      List<byte[]> values,
      EventCodec codec,
      Class<E> type,
      Function<E, UUID> id) {
    Set<UUID> missing = new HashSet<>(expected);
    Set<UUID> all = Set.copyOf(expected);
    long repeated = 0;
    long unexpected = 0;
    for (byte[] value : values) {
      Object event = decoded(value, codec);
      if (!type.isInstance(event) || !all.contains(id.apply(type.cast(event)))) {
        unexpected++;
      } else if (!missing.remove(id.apply(type.cast(event)))) {
        repeated++;
      }
    }
    if (!missing.isEmpty() || repeated > 0 || unexpected > 0) {
      throw new StackException(
          "%s: of %,d, %,d are missing%s, %,d are repeated; %,d other records"
              .formatted(
                  what,
                  all.size(),
                  missing.size(),
                  missing.stream()
                      .limit(3)
                      .map(UUID::toString)
                      .collect(
                          Collectors.joining(
                              ", ", missing.isEmpty() ? "" : " (", missing.isEmpty() ? "" : ")")),
                  repeated,
                  unexpected));
    }
  }

  /** Decodes a record that a contender wrote. */
  static Object decoded(byte[] value, EventCodec codec) {
    try {
      return codec.decode(value);
    } catch (EventCodec.Undecodable e) {
      throw new StackException("a record cannot be decoded: " + e.getMessage(), e);
    }
  }
}
