package org.iecpools.invitation.stream;

import static org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore;
import static org.apache.kafka.streams.state.Stores.keyValueStoreBuilder;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** Stores for tests of processors without a topology: in memory and without changelogs. */
final class MemoryStores {

  private MemoryStores() {}

  /** An open store with these rows. */
  static <V> KeyValueStore<String, V> store(String name, Serde<V> serde, Map<String, V> rows) {
    KeyValueStore<String, V> store =
        keyValueStoreBuilder(inMemoryKeyValueStore(name), Serdes.String(), serde)
            .withLoggingDisabled()
            .build();
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    rows.forEach(store::put);
    return store;
  }

  /** An open, empty store. */
  static <V> KeyValueStore<String, V> store(String name, Serde<V> serde) {
    return store(name, serde, Map.of());
  }
}
