package org.iecpools.profile.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.kit.stream.StoredState;
import org.iecpools.profile.domain.Candidate;
import org.iecpools.profile.domain.Invitation;
import org.iecpools.profile.domain.Profile;
import org.junit.jupiter.api.Test;

/** Changelogs outlive the program. */
class StoredStateTest {

  @Test
  void candidatesOfTheFirstVersionAreRead() throws IOException {
    StoredState.isReadAsJson(Candidate.class);
  }

  @Test
  void storedStateFromBeforeDeadlinesWereStatedShowsTheComputedDeadline() throws IOException {
    try (InputStream file = StoredStateTest.class.getResourceAsStream("/state/1/accepted.json")) {
      byte[] stored = Objects.requireNonNull(file).readAllBytes();
      Candidate candidate = StateSerde.json(Candidate.class).deserializer().deserialize("", stored);
      Profile profile = candidate.profiles().values().iterator().next();
      Invitation invitation = profile.invitations().values().iterator().next();

      assertThat(invitation.state()).isEqualTo(new Invitation.State.Accepted());
      assertThat(invitation.submitBy(profile.zone()))
          .contains(Instant.parse("2026-03-23T00:00:00Z"));
    }
  }
}
