package org.iecpools.pool.web;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.stream.Candidacies;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves a candidate's stays in pools, refusals with their reasons, and the status of each profile.
 */
@RestController
class CandidatePools implements CandidatePoolsApi {

  private final Candidacies candidacies;

  CandidatePools(Candidacies candidacies) {
    this.candidacies = candidacies;
  }

  @Override
  public CandidateView pools(String candidateId) {
    Faults faults = new Faults();
    Optional<UUID> read = RequestReader.value("candidateId", candidateId, faults).uuid();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, "The path cannot be read");
    UUID id = read.orElseThrow();
    List<Candidacy> known =
        candidacies.of(id).stream().filter(c -> !c.profiles().isEmpty()).toList();
    if (known.isEmpty()) {
      throw new Problem(
          FaultCode.UNKNOWN_CANDIDATE, "No profile of candidate %s is known.".formatted(id));
    }
    return CandidateView.of(id, known);
  }
}
