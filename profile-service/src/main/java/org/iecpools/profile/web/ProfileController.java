package org.iecpools.profile.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.Uuids;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Submits, serves and withdraws a candidate's profiles. */
@RestController
@RequestMapping(
    path = "/api/v1/candidates/{candidateId}/profiles",
    produces = MediaType.APPLICATION_JSON_VALUE)
final class ProfileController {

  private final ProfileSubmissions submissions;

  ProfileController(ProfileSubmissions submissions) {
    this.submissions = submissions;
  }

  /** A candidate's profiles, latest season first. */
  record Profiles(
      @Schema(description = "Pseudonym of the candidate.") UUID candidateId,
      @Schema(description = "The latest season first.") List<StandingView> profiles) {}

  /** Submits a profile: 201 once it is in a pool, 202 while it is undecided, 200 for a repeat. */
  @Operation(
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
        @ApiResponse(responseCode = "200", description = "The same was submitted before."),
        @ApiResponse(responseCode = "201", description = "It is in at least one pool."),
        @ApiResponse(responseCode = "202", description = "The decision is on its way."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem")
      })
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<StandingView> submit(
      @Described.CandidateId @PathVariable String candidateId,
      @Parameter(
              description =
                  "Client-chosen idempotency key of this candidate, such as a UUID. A repeat with the"
                      + " same key and body submits nothing and returns the first outcome.",
              example = "5f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a91")
          @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String key,
      @Parameter(hidden = true) InputStream body)
      throws IOException {
    var submitted = submissions.submit(candidateId, key, body.readNBytes(ProfileForm.LONGEST + 1));
    var view = StandingView.of(submitted.standing());
    var response =
        switch (submitted) {
          case ProfileSubmissions.Submitted.Entered _ -> ResponseEntity.status(HttpStatus.CREATED);
          case ProfileSubmissions.Submitted.Undecided _ -> undecided();
          case ProfileSubmissions.Submitted.Before _ -> ResponseEntity.ok();
        };
    return response.location(location(candidateId, view.profileId())).body(view);
  }

  /** All known profiles of the candidate; may be empty. */
  @Operation(
      summary = "All profiles of a candidate, latest season first",
      responses = {
        @ApiResponse(responseCode = "200", description = "All that are known; none is no error."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @GetMapping
  Profiles list(@Described.CandidateId @PathVariable String candidateId) {
    UUID candidate = ids(candidateId, null).getFirst();
    return new Profiles(
        candidate, submissions.standings(candidate).stream().map(StandingView::of).toList());
  }

  /** Status of one profile. */
  @Operation(
      summary = "Where a profile stands",
      responses = {
        @ApiResponse(responseCode = "200", description = "Its standing."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem")
      })
  @GetMapping("/{profileId}")
  StandingView one(
      @Described.CandidateId @PathVariable String candidateId,
      @Described.ProfileId @PathVariable String profileId) {
    var ids = ids(candidateId, profileId);
    return StandingView.of(submissions.standing(ids.getFirst(), ids.getLast()));
  }

  /** Withdraws a profile: 200 once it has ended, 202 while it is undecided. */
  @Operation(
      summary = "Withdraws a profile",
      responses = {
        @ApiResponse(responseCode = "200", description = "It has ended."),
        @ApiResponse(responseCode = "202", description = "The verdict is on its way."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem")
      })
  @DeleteMapping("/{profileId}")
  ResponseEntity<StandingView> withdraw(
      @Described.CandidateId @PathVariable String candidateId,
      @Described.ProfileId @PathVariable String profileId) {
    var ids = ids(candidateId, profileId);
    var withdrawn = submissions.withdraw(ids.getFirst(), ids.getLast());
    var response =
        switch (withdrawn) {
          case ProfileSubmissions.Withdrawn.Done _ -> ResponseEntity.ok();
          case ProfileSubmissions.Withdrawn.Undecided _ -> undecided();
        };
    return response.body(StandingView.of(withdrawn.standing()));
  }

  private static ResponseEntity.BodyBuilder undecided() {
    return ResponseEntity.accepted().header(HttpHeaders.RETRY_AFTER, "1");
  }

  private static URI location(String candidateId, UUID profileId) {
    return URI.create(
        "/api/v1/candidates/%s/profiles/%s"
            .formatted(Uuids.parse(candidateId).orElseThrow(), profileId));
  }

  private static List<UUID> ids(String candidateId, @Nullable String profileId) {
    var ids = new ArrayList<UUID>();
    var faults = new ArrayList<Fault>();
    read("candidateId", candidateId, ids, faults);
    if (profileId != null) {
      read("profileId", profileId, ids, faults);
    }
    if (!faults.isEmpty()) {
      throw new Problem(HttpStatus.BAD_REQUEST, "The path cannot be understood", faults);
    }
    return ids;
  }

  private static void read(String name, String text, List<UUID> ids, List<Fault> faults) {
    Optional<UUID> id = Uuids.parse(text);
    id.ifPresentOrElse(
        ids::add,
        () ->
            faults.add(
                new Fault(name, "BAD_UUID", "The %s in the path is no UUID.".formatted(name))));
  }
}
