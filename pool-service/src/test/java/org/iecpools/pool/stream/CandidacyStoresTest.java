package org.iecpools.pool.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.EndCause;
import org.iecpools.pool.domain.Profile;
import org.iecpools.pool.domain.Seen;
import org.iecpools.pool.domain.Status;
import org.iecpools.pool.domain.SubmissionOutcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CandidacyStoresTest {

  private static final String KEY = CandidacyStores.key(UUID.randomUUID().toString(), 2026);

  private final MockProcessorContext<String, String> task = new MockProcessorContext<>();
  private final KeyValueStore<String, Candidacy> open = store(CandidacyStores.OPEN);
  private final KeyValueStore<String, Candidacy> closed = store(CandidacyStores.CLOSED);
  private final Candidacy unknown = Candidacy.unknown(UUID.randomUUID(), 2026);
  private final Candidacy active = with(new Status.Active());
  private final Candidacy ended = with(new Status.Ended(EndCause.WITHDRAWN));
  private CandidacyStores stores = CandidacyStores.of(task);

  @BeforeEach
  void start() {
    stores = CandidacyStores.of(task);
    stores.forEachOpen((_, _) -> {});
  }

  @Test
  void whatIsStoredIsFound() {
    stores.put(KEY, unknown, active);

    assertThat(stores.get(KEY)).isEqualTo(active);
    assertThat(closed.get(KEY)).isNull();
  }

  @Test
  void aCandidacyMovesWhenItCloses() {
    stores.put(KEY, unknown, active);

    stores.put(KEY, active, ended);

    assertThat(stores.get(KEY)).isEqualTo(ended);
    assertThat(open.get(KEY)).isNull();
  }

  @Test
  void aCandidacyMovesBackWhenItOpens() {
    stores.put(KEY, unknown, ended);

    stores.put(KEY, ended, active);

    assertThat(stores.get(KEY)).isEqualTo(active);
    assertThat(closed.get(KEY)).isNull();
  }

  @Test
  void rowsOfAnEarlierStartAreFound() {
    stores.put(KEY, unknown, active);

    start();

    assertThat(stores.get(KEY)).isEqualTo(active);
    List<String> keys = new ArrayList<>();
    stores.forEachOpen((key, _) -> keys.add(key));
    assertThat(keys).containsExactly(KEY);
  }

  @Test
  void aClosedCandidacyOfAVersionWithOneStoreIsFoundAndMoved() {
    open.put(KEY, ended);
    start();

    assertThat(stores.get(KEY)).isEqualTo(ended);

    assertThat(open.get(KEY)).isNull();
    assertThat(closed.get(KEY)).isEqualTo(ended);
    assertThat(stores.get(KEY)).isEqualTo(ended);
  }

  private Candidacy with(Status status) {
    Profile profile =
        new Profile(
            UUID.randomUUID(),
            "IE",
            "Europe/Dublin",
            status,
            SubmissionOutcome.NONE,
            List.of(),
            Seen.NOTHING,
            null);
    return new Candidacy(
        unknown.candidateId(), 2026, "IE", Map.of(profile.profileId(), profile), Set.of());
  }

  private KeyValueStore<String, Candidacy> store(String name) {
    KeyValueStore<String, Candidacy> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), StateSerde.of(Candidacy.class))
            .withLoggingDisabled()
            .build();
    store.init(task.getStateStoreContext(), store);
    task.addStateStore(store);
    return store;
  }
}
