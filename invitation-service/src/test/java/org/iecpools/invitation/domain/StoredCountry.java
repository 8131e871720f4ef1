package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.iecpools.events.PoolId;
import org.iecpools.invitation.domain.CountryRow.PoolRow;

/** The rows of a country, its pools and its positions as the store would have them. */
final class StoredCountry {

  CountryRow row =
      new CountryRow(2026, "IE", 0, List.of(), List.of(), List.of(), List.of(), null, null);
  private final Map<PoolId, PoolRow> pools = new LinkedHashMap<>();
  private final Map<String, Position> positions = new LinkedHashMap<>();

  /** Stores what changed, and checks that nothing else did. */
  void take(Country country, Outcome outcome) {
    if (outcome.country()) {
      row = country.row();
    }
    outcome.pools().forEach(pool -> pools.put(pool.pool(), pool));
    outcome.positions().forEach(at -> positions.put(at.topic() + "/" + at.partition(), at));
    assertThat(positions.values()).containsExactlyInAnyOrderElementsOf(country.positions());
    assertThat(pools.values()).containsExactlyInAnyOrderElementsOf(touched(country));
    assertThat(seq()).isEqualTo(country.row().seq());
    assertThat(row.announced()).isEqualTo(country.row().announced());
    assertThat(row.waiting()).isEqualTo(country.row().waiting());
    assertThat(row.closed()).isEqualTo(country.row().closed());
    assertThat(row.sealed()).isEqualTo(country.row().sealed());
  }

  /** The number of the last decision. */
  private long seq() {
    return pools.values().stream()
        .map(PoolRow::seq)
        .filter(Objects::nonNull)
        .reduce(row.seq(), Math::max);
  }

  /** Pools of which there is more to know than that they are planned. */
  private static List<PoolRow> touched(Country country) {
    return country.pools().stream()
        .filter(
            pool -> !pool.equals(new PoolRow(pool.pool(), 0, 0, null, null, null, 0, null, null)))
        .toList();
  }

  void restore(Country country) {
    restore(country, Boolean.TRUE.equals(row.closed()));
  }

  /** Restores a country whose candidates have been closed, or have not. */
  void restore(Country country, boolean closed) {
    country.restore(
        new CountryRow(
            row.season(),
            row.country(),
            row.seq(),
            row.pools(),
            row.positions(),
            row.announced(),
            row.waiting(),
            closed ? true : null,
            row.sealed()));
    pools.values().forEach(country::restore);
    positions.values().forEach(country::restore);
  }

  /** The position of a topic's only partition. */
  Position position(String topic) {
    return Optional.ofNullable(positions.get(topic + "/0")).orElseThrow();
  }

  StoredCountry copy() {
    StoredCountry copy = new StoredCountry();
    copy.row = row;
    copy.pools.putAll(pools);
    copy.positions.putAll(positions);
    return copy;
  }
}
