package org.iecpools.profile.stream;

import java.io.IOException;
import org.iecpools.kit.stream.StoredState;
import org.iecpools.profile.domain.Candidate;
import org.junit.jupiter.api.Test;

/** Changelogs outlive the program. */
class StoredStateTest {

  @Test
  void candidatesOfTheFirstVersionAreRead() throws IOException {
    StoredState.isRead(1, Candidate.class);
  }
}
