package org.iecpools.invitation.domain;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Stored rows of a country's closed candidates, which are not in memory. They are as the last
 * outcome left them.
 */
public interface ClosedCandidates {

  /** The closed candidates of a country that has none. */
  ClosedCandidates NONE =
      new ClosedCandidates() {
        @Override
        public Optional<CandidateRow> find(UUID candidateId) {
          return Optional.empty();
        }

        @Override
        public void forEach(Consumer<CandidateRow> reader) {
          // there are none
        }
      };

  /** The row of a closed candidate; empty if there is none with this id. */
  Optional<CandidateRow> find(UUID candidateId);

  /** Passes on the rows of all closed candidates, in any order. */
  void forEach(Consumer<CandidateRow> reader);
}
