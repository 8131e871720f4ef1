package org.iecpools.pool.stream;

import java.io.IOException;
import org.iecpools.kit.stream.StoredState;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.Status;
import org.iecpools.pool.domain.Stay;
import org.junit.jupiter.api.Test;

/** Changelogs outlive the program. */
class StoredStateTest {

  @Test
  void candidaciesOfTheFirstVersionAreRead() throws IOException {
    StoredState.isRead(1, Candidacy.class, Status.class, Stay.Standing.class);
  }

  @Test
  void candidaciesOfTheSecondVersionAreRead() throws IOException {
    StoredState.isRead(2, Candidacy.class, Status.class, Stay.Standing.class);
  }

  @Test
  void theSchemaOfCandidaciesIsCommitted() throws IOException {
    StoredState.hasCommittedSchema(Candidacy.class);
  }
}
