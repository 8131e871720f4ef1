package org.iecpools.pool.web;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.iecpools.kit.Problem;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.stream.Candidacies;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** The pools of a candidate: stays, refusals with their reasons, and where each profile stands. */
@RestController
class CandidatePools {

  /** On requests that another instance has passed on, which go no further. */
  static final String PASSED_ON = "Iec-Passed-On";

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Candidacies candidacies;
  private final RestClient others = RestClient.create();

  CandidatePools(Candidacies candidacies) {
    this.candidacies = candidacies;
  }

  @GetMapping("/api/v1/candidates/{candidateId}/pools")
  ResponseEntity<?> pools(
      @PathVariable String candidateId,
      @RequestHeader(name = PASSED_ON, defaultValue = "false") boolean passedOn) {
    UUID id = id(candidateId);
    try {
      Optional<URI> owner = passedOn ? Optional.empty() : candidacies.ownerElsewhere(id);
      return owner.isPresent() ? ask(owner.get(), id) : ResponseEntity.ok(view(id));
    } catch (Candidacies.Unavailable | ResourceAccessException e) {
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "NOT_READY",
          "What is known of this candidate cannot be read at the moment; try again soon.");
    }
  }

  private CandidateView view(UUID id) {
    List<Candidacy> known =
        candidacies.of(id).stream().filter(c -> !c.profiles().isEmpty()).toList();
    if (known.isEmpty()) {
      throw new Problem(
          HttpStatus.NOT_FOUND,
          "UNKNOWN_CANDIDATE",
          "No profile of candidate %s is known.".formatted(id));
    }
    return CandidateView.of(id, known);
  }

  private ResponseEntity<?> ask(URI owner, UUID id) {
    return others
        .get()
        .uri(owner.resolve("/api/v1/candidates/" + id + "/pools"))
        .header(PASSED_ON, "true")
        .exchange(
            (_, answer) ->
                ResponseEntity.status(answer.getStatusCode())
                    .contentType(
                        Optional.ofNullable(answer.getHeaders().getContentType())
                            .orElse(MediaType.APPLICATION_JSON))
                    .body(answer.getBody().readAllBytes()));
  }

  private static UUID id(String text) {
    if (!UUID_TEXT.matcher(text).matches()) {
      throw new Problem(
          HttpStatus.BAD_REQUEST,
          "BAD_CANDIDATE_ID",
          "'%s' is no candidate id; a UUID is needed, such as %s."
              .formatted(text, "0b6e7c1e-4e0f-4c3b-9d57-0a4b2f6c8d11"));
    }
    return UUID.fromString(text);
  }
}
