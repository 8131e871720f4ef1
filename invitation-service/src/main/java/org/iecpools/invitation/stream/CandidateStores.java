package org.iecpools.invitation.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.CandidateChange;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.ClosedCandidates;
import org.iecpools.kit.stream.StateSerde;

/**
 * Rows of candidates, in two stores. A start reads all of {@link Stores#CANDIDATES}, so rows of
 * closed candidates, which are nearly all after some seasons, are in {@link
 * Stores#CLOSED_CANDIDATES}. There they are sorted by country, because a country is read as a whole
 * when it is opened again, and each has a pointer under its candidate.
 *
 * <table>
 *   <caption>Keys and values of the closed store</caption>
 *   <tr><td>{@code 2026/IE/candidate}</td><td>{@link CandidateRow}</td></tr>
 *   <tr><td>{@code candidate/2026/IE}</td><td>empty</td></tr>
 * </table>
 */
final class CandidateStores {

  private static final Serde<CandidateRow> ROWS = StateSerde.of(CandidateRow.class);
  private static final byte[] POINTER = {};

  private final KeyValueStore<String, CandidateRow> open;
  private final KeyValueStore<String, byte[]> closed;

  /** The rows in the stores of a task. */
  CandidateStores(KeyValueStore<String, CandidateRow> open, KeyValueStore<String, byte[]> closed) {
    this.open = open;
    this.closed = closed;
  }

  /**
   * Writes a row. Writes the new place before it deletes the old one, so that readers in other
   * threads find the row at any time.
   */
  void put(CandidateChange change) {
    CandidateRow row = change.row();
    UUID id = row.candidateId();
    String country = PoolIds.country(row.season(), row.country());
    if (change.closed()) {
      closed.put(Stores.under(country, id), ROWS.serializer().serialize(closed.name(), row));
      if (!change.wasClosed()) {
        closed.put(Stores.key(row), POINTER);
        open.delete(Stores.key(row));
      }
    } else {
      open.put(Stores.key(row), row);
      if (change.wasClosed()) {
        closed.delete(Stores.under(country, id));
        closed.delete(Stores.key(row));
      }
    }
  }

  /** Passes on the row of every candidate who is not closed. */
  void forEachOpen(Consumer<CandidateRow> reader) {
    try (KeyValueIterator<String, CandidateRow> all = open.all()) {
      all.forEachRemaining(entry -> reader.accept(entry.value));
    }
  }

  /**
   * The closed candidates of a country.
   *
   * @param country as season/country
   */
  ClosedCandidates closed(String country) {
    return new ClosedCandidates() {
      @Override
      public Optional<CandidateRow> find(UUID candidateId) {
        return Optional.ofNullable(closed.get(Stores.under(country, candidateId)))
            .map(CandidateStores::row);
      }

      @Override
      public void forEach(Consumer<CandidateRow> reader) {
        try (KeyValueIterator<String, byte[]> all =
            closed.prefixScan(country + "/", new StringSerializer())) {
          all.forEachRemaining(entry -> reader.accept(row(entry.value)));
        }
      }
    };
  }

  /** A candidate's rows in a view of the open store. */
  static List<CandidateRow> open(
      ReadOnlyKeyValueStore<String, CandidateRow> open, UUID candidateId) {
    List<CandidateRow> rows = new ArrayList<>();
    try (KeyValueIterator<String, CandidateRow> all =
        open.prefixScan(Stores.prefix(candidateId), new StringSerializer())) {
      all.forEachRemaining(entry -> rows.add(entry.value));
    }
    return rows;
  }

  /** A candidate's rows in a view of the closed store. */
  static List<CandidateRow> closed(ReadOnlyKeyValueStore<String, byte[]> closed, UUID candidateId) {
    List<byte[]> values = new ArrayList<>();
    String prefix = Stores.prefix(candidateId);
    try (KeyValueIterator<String, byte[]> all = closed.prefixScan(prefix, new StringSerializer())) {
      all.forEachRemaining(
          entry ->
              values.add(
                  closed.get(Stores.under(entry.key.substring(prefix.length()), candidateId))));
    }
    // The row may have moved since its pointer was read.
    return values.stream().filter(Objects::nonNull).map(CandidateStores::row).toList();
  }

  private static CandidateRow row(byte[] value) {
    return ROWS.deserializer().deserialize(Stores.CLOSED_CANDIDATES, value);
  }
}
