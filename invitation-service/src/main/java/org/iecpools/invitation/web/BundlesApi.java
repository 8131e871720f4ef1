package org.iecpools.invitation.web;

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
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** HTTP operation to get everything that is needed to check a whole round. */
@Tag(name = "Proofs", description = "Proofs of draws.")
interface BundlesApi {

  /** The bundle of a round that a beacon decided. It is written while it is read. */
  @BundleOperation(
      description =
          "docs/draw.md describes the format. Only rounds with a beacon have one: the list of the"
              + " others consists of the ids of profiles.")
  @ApiResponse(
      responseCode = "200",
      description = "The bundle.",
      headers = @Header(name = "ETag", schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Bundle.class)))
  @PublicEndpoint
  @GetMapping("/api/v1/rounds/{season}/{country}/{roundId}/bundle")
  void bundle(
      @Described.Season @PathVariable("season") String season,
      @Described.Country @PathVariable("country") String country,
      @Described.RoundId @PathVariable("roundId") String roundId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException;
}
