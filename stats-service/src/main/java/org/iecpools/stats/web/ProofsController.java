package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** Serves the proofs and bundles of invitation-service. */
@RestController
final class ProofsController implements ProofsApi {

  private final ProofClient proofs;

  ProofsController(ProofClient proofs) {
    this.proofs = proofs;
  }

  @Override
  public ResponseEntity<byte[]> proof(
      String season, String country, String roundId, HttpServletRequest request) {
    Faults faults = new Faults();
    RequestReader query = RequestReader.parameters(request, faults);
    Optional<UUID> profile = query.optional("profileId").uuid();
    query.end();
    Optional<Integer> year = RequestReader.value("season", season, faults).season();
    Optional<String> code = RequestReader.value("country", country, faults).country();
    Optional<UUID> round = RequestReader.value("roundId", roundId, faults).uuid();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, "Bad request");
    byte[] proof =
        proofs.proof(year.orElseThrow(), code.orElseThrow(), round.orElseThrow(), profile);
    // The address contains the profile, so browsers should not keep it.
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.APPLICATION_JSON)
        .body(proof);
  }

  @Override
  public void bundle(
      String season,
      String country,
      String roundId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Faults faults = new Faults();
    RequestReader.parameters(request, faults).end();
    Optional<Integer> year = RequestReader.value("season", season, faults).season();
    Optional<String> code = RequestReader.value("country", country, faults).country();
    Optional<UUID> round = RequestReader.value("roundId", roundId, faults).uuid();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, "Bad request");
    proofs.writeBundle(
        year.orElseThrow(),
        code.orElseThrow(),
        round.orElseThrow(),
        Optional.ofNullable(request.getHeader(HttpHeaders.IF_NONE_MATCH)),
        response);
  }
}
