package org.iecpools.profile.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.Scope;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;

/** Description of the endpoints for a candidate's profiles. */
@Tag(name = "Profiles", description = "Profiles of candidates.")
@RequestMapping(
    path = "/api/v1/candidates/{candidateId}/profiles",
    produces = MediaType.APPLICATION_JSON_VALUE)
interface ProfilesApi {

  /** A candidate's profiles, latest season first. */
  record Profiles(
      @Schema(description = "Pseudonym of the candidate.") UUID candidateId,
      @Schema(description = "The profiles, latest season first.") List<StandingView> profiles) {}

  /** Submits a profile: 201 once it is in a pool, 202 while it is undecided, 200 for a repeat. */
  @Operation(
      operationId = "submitProfile",
      summary = "Submits a profile",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      schema = @Schema(implementation = ProfileBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "season": 2026,
                                "citizenship": "IE",
                                "birthDate": "2000-06-15",
                                "residence": "IE",
                                "wanted": ["WORKING_HOLIDAY", "YOUNG_PROFESSIONALS"],
                                "jobOffer": true,
                                "timeZone": "Europe/Dublin"
                              }
                              """))),
      responses = {
        @ApiResponse(responseCode = "200", description = "The same profile was submitted before."),
        @ApiResponse(responseCode = "201", description = "It is in at least one pool."),
        @ApiResponse(responseCode = "202", description = "It is not decided yet."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem")
      })
  @RequiresScope(Scope.PROFILES_WRITE)
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<StandingView> submit(
      @Described.CandidateId @PathVariable String candidateId,
      @Parameter(
              description =
                  "Client-chosen idempotency key of this candidate, such as a UUID. A repeat with"
                      + " the same key and body submits nothing and returns the first outcome.",
              example = "5f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a91")
          @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String key,
      @Parameter(hidden = true) InputStream body)
      throws IOException;

  /** All known profiles of the candidate; may be empty. */
  @Operation(
      operationId = "listProfiles",
      summary = "All profiles of a candidate, latest season first",
      responses = {
        @ApiResponse(responseCode = "200", description = "The known profiles; may be empty."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @RequiresScope({Scope.PROFILES_WRITE, Scope.INVITATIONS_ANSWER, Scope.INVITATIONS_CASE_WORK})
  @GetMapping
  Profiles list(@Described.CandidateId @PathVariable String candidateId);

  /** Status of one profile. */
  @Operation(
      operationId = "getProfile",
      summary = "The status of a profile",
      responses = {
        @ApiResponse(responseCode = "200", description = "The profile and its status."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem")
      })
  @RequiresScope({Scope.PROFILES_WRITE, Scope.INVITATIONS_ANSWER, Scope.INVITATIONS_CASE_WORK})
  @GetMapping("/{profileId}")
  StandingView one(
      @Described.CandidateId @PathVariable String candidateId,
      @Described.ProfileId @PathVariable String profileId);

  /** Withdraws a profile: 200 once it has ended, 202 while it is undecided. */
  @Operation(
      operationId = "withdrawProfile",
      summary = "Withdraws a profile",
      responses = {
        @ApiResponse(responseCode = "200", description = "The profile has ended."),
        @ApiResponse(responseCode = "202", description = "It is not decided yet."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem")
      })
  @RequiresScope(Scope.PROFILES_WRITE)
  @DeleteMapping("/{profileId}")
  ResponseEntity<StandingView> withdraw(
      @Described.CandidateId @PathVariable String candidateId,
      @Described.ProfileId @PathVariable String profileId);
}
