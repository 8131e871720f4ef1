package org.iecpools.pool.stream;

import java.io.IOException;
import org.iecpools.kit.stream.StoredState;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.IdentityHolder;
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

  /** Profiles whose identity is not stated, awaited, checked and in use. */
  @Test
  void candidaciesOfTheThirdVersionAreRead() throws IOException {
    StoredState.isRead(3, Candidacy.class);
  }

  @Test
  void theSchemaOfCandidaciesIsCommitted() throws IOException {
    StoredState.hasCommittedSchema(Candidacy.class);
  }

  @Test
  void theSchemaOfHoldersOfIdentitiesIsCommitted() throws IOException {
    StoredState.hasCommittedSchema(IdentityHolder.class);
  }

  /** Claims and answers of an earlier version are on their topics during an upgrade. */
  @Test
  void theSchemasOfClaimsAndAnswersAreCommitted() throws IOException {
    StoredState.hasCommittedSchema(IdentityClaim.class);
    StoredState.hasCommittedSchema(IdentityAnswer.class);
  }
}
