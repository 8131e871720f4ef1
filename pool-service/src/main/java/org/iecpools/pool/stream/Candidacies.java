package org.iecpools.pool.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.iecpools.kit.stream.LocalState;
import org.iecpools.pool.domain.Candidacy;

/** Reads the candidacies that this instance's tasks store. */
@FunctionalInterface
public interface Candidacies {

  /**
   * A candidate's candidacies, one per season.
   *
   * @throws org.iecpools.kit.web.Unavailable while they cannot be read
   */
  List<Candidacy> of(UUID candidateId);

  /** Reads from the topology's store. */
  static Candidacies in(LocalState state) {
    return candidateId ->
        state.<Candidacy, List<Candidacy>>read(
            PoolTopology.STORE,
            store -> {
              List<Candidacy> found = new ArrayList<>();
              try (KeyValueIterator<String, Candidacy> all =
                  store.prefixScan(candidateId + "/", new StringSerializer())) {
                all.forEachRemaining(entry -> found.add(entry.value));
              }
              return found;
            });
  }
}
