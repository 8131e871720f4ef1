package org.iecpools.pool.stream;

import java.util.List;
import java.util.UUID;
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

  /** Reads from the topology's stores. */
  static Candidacies in(LocalState state) {
    return candidateId -> CandidacyStores.of(state, candidateId);
  }
}
