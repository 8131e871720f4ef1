package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.CountryRow;
import org.iecpools.invitation.domain.CountryRow.PoolRow;
import org.iecpools.invitation.domain.Outcome;
import org.iecpools.invitation.domain.Position;
import org.iecpools.kit.stream.StateAsJson;
import org.junit.jupiter.api.Test;

class CountryRowsTest {

  private static final PoolId WH = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final PoolId VIE = new PoolId(2026, "IE", Category.YOUNG_PROFESSIONALS, "VIE");
  private static final Position POOLS_3 = new Position("iec.pools", 3, 41);
  private static final Position ROUNDS_0 = new Position("iec.rounds", 0, 7);

  private final KeyValueStore<String, byte[]> store =
      MemoryStores.store(Stores.COUNTRIES, Serdes.ByteArray());
  private final CountryRows rows = new CountryRows(store);

  @Test
  void poolsAndPositionsReadBack() {
    rows.put(new CountryRow(2026, "IE", 2, List.of(), List.of(), List.of(), List.of(), null, null));
    rows.put(pool(WH, 5, 3L));
    rows.put(pool(VIE, 1, null));
    rows.put("2026/IE", POOLS_3);
    rows.put("2026/IE", ROUNDS_0);

    Country country = restored();

    assertThat(country.pools()).containsExactlyInAnyOrder(pool(WH, 5, 3L), pool(VIE, 1, null));
    assertThat(country.positions()).containsExactly(POOLS_3, ROUNDS_0);
    assertThat(country.row().seq()).isEqualTo(3);
  }

  @Test
  void rowsOfTheirOwnPrecedeThoseOfAnEarlierVersion() {
    putOldRow();
    rows.put(pool(WH, 6, null));
    rows.put("2026/IE", new Position("iec.pools", 3, 42));

    Country country = restored();

    assertThat(country.pools()).containsExactlyInAnyOrder(pool(WH, 6, null), pool(VIE, 1, null));
    assertThat(country.positions()).containsExactly(new Position("iec.pools", 3, 42), ROUNDS_0);
  }

  @Test
  void theFirstOutcomeReplacesTheRowOfAnEarlierVersionAtOnce() {
    putOldRow();

    Country country = restored();
    Outcome outcome = country.issue(1);
    rows.put(country.row());
    outcome.pools().forEach(rows::put);
    outcome.positions().forEach(at -> rows.put("2026/IE", at));

    assertThat(outcome.country()).isTrue();
    assertThat(country.row().pools()).isEmpty();
    assertThat(country.row().positions()).isEmpty();
    Country again = restored();
    assertThat(again.pools()).isEqualTo(country.pools()).hasSize(2);
    assertThat(again.positions()).isEqualTo(country.positions()).hasSize(2);
    assertThat(again.row()).isEqualTo(country.row());
    assertThat(again.issue(1).isIdle()).as("nothing is left to replace").isTrue();
  }

  private void putOldRow() {
    CountryRow old =
        new CountryRow(
            2026,
            "IE",
            9,
            List.of(pool(WH, 5, null), pool(VIE, 1, null)),
            List.of(POOLS_3, ROUNDS_0),
            List.of(),
            List.of(),
            null,
            null);
    store.put("2026/IE", StateAsJson.of(old).toString().getBytes(StandardCharsets.UTF_8));
  }

  private Country restored() {
    Country country =
        new Country(
            2026,
            "IE",
            _ -> Optional.empty(),
            () -> {
              throw new AssertionError("no round is announced");
            });
    rows.restore(
        key -> {
          assertThat(key).isEqualTo("2026/IE");
          return country;
        });
    return country;
  }

  private static PoolRow pool(PoolId pool, int size, Long seq) {
    return new PoolRow(pool, size, 2, null, null, true, 1, null, seq);
  }
}
