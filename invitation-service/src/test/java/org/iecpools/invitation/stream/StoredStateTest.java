package org.iecpools.invitation.stream;

import java.io.IOException;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.CountryRow;
import org.iecpools.invitation.domain.CountryRow.PoolRow;
import org.iecpools.invitation.domain.Invitation;
import org.iecpools.invitation.domain.LoggedAnswer;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.kit.stream.StoredState;
import org.junit.jupiter.api.Test;

/** Changelogs outlive the program. */
class StoredStateTest {

  @Test
  void candidatesOfTheFirstVersionAreRead() throws IOException {
    StoredState.isRead(1, CandidateRow.class, Invitation.State.class, LoggedAnswer.class);
  }

  @Test
  void countriesOfTheFirstVersionAreRead() throws IOException {
    StoredState.isRead(1, CountryRow.class);
  }

  @Test
  void countriesAndPoolsOfTheSecondVersionAreRead() throws IOException {
    StoredState.isRead(2, CountryRow.class);
    StoredState.isRead(2, PoolRow.class);
  }

  @Test
  void outcomesOfOrdersOfTheFirstVersionAreRead() throws IOException {
    StoredState.isRead(1, OrderOutcome.class, OrderOutcome.PoolDecision.class);
  }

  @Test
  void candidatesOfTheSecondVersionAreRead() throws IOException {
    StoredState.isRead(2, CandidateRow.class, Invitation.State.class, LoggedAnswer.class);
  }

  @Test
  void outcomesOfOrdersOfTheSecondVersionAreRead() throws IOException {
    StoredState.isRead(2, OrderOutcome.class, OrderOutcome.PoolDecision.class);
  }

  @Test
  void countriesOfTheThirdVersionAreRead() throws IOException {
    StoredState.isRead(3, CountryRow.class);
  }

  @Test
  void candidatesOfTheFourthVersionAreRead() throws IOException {
    StoredState.isRead(4, CandidateRow.class);
  }

  /** With checked and unchecked identities. */
  @Test
  void candidatesAndCountriesOfTheFifthVersionAreRead() throws IOException {
    StoredState.isRead(5, CandidateRow.class);
    StoredState.isRead(5, CountryRow.class);
  }

  @Test
  void countriesOfTheFourthVersionAreRead() throws IOException {
    StoredState.isRead(4, CountryRow.class);
  }

  @Test
  void theirSchemasAreCommitted() throws IOException {
    StoredState.hasCommittedSchema(CandidateRow.class);
    StoredState.hasCommittedSchema(CountryRow.class);
    StoredState.hasCommittedSchema(PoolRow.class);
    StoredState.hasCommittedSchema(OrderOutcome.class);
  }
}
