package org.iecpools.invitation.stream;

import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.CountryRow;
import org.iecpools.invitation.domain.CountryRow.PoolRow;
import org.iecpools.invitation.domain.Position;
import org.iecpools.kit.stream.StateSerde;

/**
 * Rows of countries: one of the whole country, one of each pool and one of each input partition. An
 * event about a candidate changes only a pool and a position, so these two are small. All are in
 * one store, because each store has a database and a changelog of its own.
 *
 * <table>
 *   <caption>Keys and values</caption>
 *   <tr><td>{@code 2026/IE}</td><td>{@link CountryRow}</td></tr>
 *   <tr><td>{@code 2026/IE/pool/WORKING_HOLIDAY}</td><td>{@link PoolRow}</td></tr>
 *   <tr><td>{@code 2026/IE/position/iec.pools/3}</td><td>an offset, 8 bytes</td></tr>
 * </table>
 */
final class CountryRows {

  private static final String POOL = "/pool/";
  private static final String POSITION = "/position/";

  private static final Serde<CountryRow> COUNTRIES = StateSerde.of(CountryRow.class);
  private static final Serde<PoolRow> POOLS = StateSerde.of(PoolRow.class);
  private static final Serde<Long> OFFSETS = Serdes.Long();

  private final KeyValueStore<String, byte[]> store;

  /** The rows in a store of a task. */
  CountryRows(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** Writes the row of a whole country. */
  void put(CountryRow row) {
    store.put(
        PoolIds.country(row.season(), row.country()),
        COUNTRIES.serializer().serialize(store.name(), row));
  }

  /** Writes the row of a pool. */
  void put(PoolRow row) {
    store.put(key(row.pool()), POOLS.serializer().serialize(store.name(), row));
  }

  private static String key(PoolId pool) {
    String general = PoolIds.country(pool) + POOL + pool.getCategory();
    return pool.getStream() == null ? general : general + "/" + pool.getStream();
  }

  /**
   * Writes the position of an input partition.
   *
   * @param country as season/country
   */
  void put(String country, Position at) {
    store.put(
        country + POSITION + at.topic() + "/" + at.partition(),
        OFFSETS.serializer().serialize(store.name(), at.offset()));
  }

  /**
   * Restores all COUNTRIES. The rows of whole countries come first: those of earlier versions
   * contain pools and positions, and rows of their own are always later.
   *
   * @param countryOf the country with a key, season/country
   */
  void restore(Function<String, Country> countryOf) {
    each(
        (country, kind, value) -> {
          if (kind.isEmpty()) {
            countryOf
                .apply(country)
                .restore(COUNTRIES.deserializer().deserialize(store.name(), value));
          }
        });
    each(
        (country, kind, value) -> {
          if (kind.startsWith(POOL)) {
            countryOf.apply(country).restore(POOLS.deserializer().deserialize(store.name(), value));
          } else if (kind.startsWith(POSITION)) {
            countryOf.apply(country).restore(position(kind.substring(POSITION.length()), value));
          }
        });
  }

  private Position position(String partition, byte[] offset) {
    int topic = partition.lastIndexOf('/');
    return new Position(
        partition.substring(0, topic),
        Integer.parseInt(partition.substring(topic + 1)),
        OFFSETS.deserializer().deserialize(store.name(), offset));
  }

  private interface Reader {
    /**
     * @param kind the rest of the key; empty for the row of the whole country
     */
    void read(String country, String kind, byte[] value);
  }

  private void each(Reader reader) {
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(
          entry -> {
            int end = entry.key.indexOf('/', entry.key.indexOf('/') + 1);
            int of = end < 0 ? entry.key.length() : end;
            reader.read(entry.key.substring(0, of), entry.key.substring(of), entry.value);
          });
    }
  }
}
