package org.iecpools.pool.stream;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.pool.domain.Candidacy;
import org.jspecify.annotations.Nullable;

/** What is known of candidates, for reading from outside. */
public interface Candidacies {

  /** What this instance knows of a candidate, one candidacy a season. */
  List<Candidacy> of(UUID candidateId);

  /** The instance that decides about a candidate, where that is another one. */
  Optional<URI> ownerElsewhere(UUID candidateId);

  /** Nobody can tell now: the service starts, or partitions are moving between instances. */
  final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unavailable(String state, @Nullable Throwable cause) {
      super("the candidacies cannot be read now: " + state, cause);
    }
  }
}
