package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.web.BundleOperation;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.ProofOperation;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** HTTP operations to get proofs from the origin of the page that checks them. */
@Tag(name = "Proofs", description = "Proofs of draws.")
interface ProofsApi {

  /** The proof of a round, and of a profile's part in it. */
  @ProofOperation(
      description = "The answer of the operation of the same name of invitation-service.")
  @ApiResponse(
      responseCode = "200",
      description = "The proof.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema =
                  @Schema(
                      type = "object",
                      description =
                          "The schema Proof of invitation-service, unchanged: commitment,"
                              + " rule, seed, cut-off, Merkle root and the profile's ticket"
                              + " and path.")))
  @ApiResponse(responseCode = "502", ref = "Problem")
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping("/api/v1/rounds/{season}/{country}/{roundId}/proof")
  ResponseEntity<byte[]> proof(
      @Described.Season @PathVariable("season") String season,
      @Described.Country @PathVariable("country") String country,
      @Described.RoundId @PathVariable("roundId") String roundId,
      HttpServletRequest request);

  /** Everything that is needed to check a whole round. It is passed on while it is received. */
  @BundleOperation(
      description = "The answer of the operation of the same name of invitation-service.")
  @ApiResponse(
      responseCode = "200",
      description = "The bundle.",
      headers = @Header(name = "ETag", schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema =
                  @Schema(
                      type = "object",
                      description =
                          "The schema Bundle of invitation-service, unchanged: the events of the"
                              + " round, its list, and proofs of the log of rounds.")))
  @ApiResponse(responseCode = "502", ref = "Problem")
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping("/api/v1/rounds/{season}/{country}/{roundId}/bundle")
  void bundle(
      @Described.Season @PathVariable("season") String season,
      @Described.Country @PathVariable("country") String country,
      @Described.RoundId @PathVariable("roundId") String roundId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException;
}
