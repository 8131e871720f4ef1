package org.iecpools.profile.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Uuids;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** Submits, serves and withdraws a candidate's profiles. */
@RestController
final class ProfileController implements ProfilesApi {

  private static final String BAD_PATH = "The path cannot be read";

  private final ProfileSubmissions submissions;

  ProfileController(ProfileSubmissions submissions) {
    this.submissions = submissions;
  }

  @Override
  public ResponseEntity<StandingView> submit(
      String candidateId, @Nullable String key, InputStream body) throws IOException {
    ProfileSubmissions.Submitted submitted =
        submissions.submit(candidateId, key, body.readNBytes(ProfileForm.MAX_BODY + 1));
    StandingView view = StandingView.of(submitted.standing());
    ResponseEntity.BodyBuilder response =
        switch (submitted) {
          case ProfileSubmissions.Submitted.Entered _ -> ResponseEntity.status(HttpStatus.CREATED);
          case ProfileSubmissions.Submitted.Undecided _ -> undecided();
          case ProfileSubmissions.Submitted.Before _ -> ResponseEntity.ok();
        };
    URI location =
        URI.create(
            "/api/v1/candidates/%s/profiles/%s"
                .formatted(Uuids.parse(candidateId).orElseThrow(), view.profileId()));
    return response.location(location).body(view);
  }

  @Override
  public Profiles list(String candidateId) {
    Faults faults = new Faults();
    Optional<UUID> id = RequestReader.value("candidateId", candidateId, faults).uuid();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, BAD_PATH);
    UUID candidate = id.orElseThrow();
    return new Profiles(
        candidate, submissions.standings(candidate).stream().map(StandingView::of).toList());
  }

  @Override
  public StandingView one(String candidateId, String profileId) {
    Ids ids = Ids.read(candidateId, profileId);
    return StandingView.of(submissions.standing(ids.candidate(), ids.profile()));
  }

  @Override
  public ResponseEntity<StandingView> withdraw(String candidateId, String profileId) {
    Ids ids = Ids.read(candidateId, profileId);
    ProfileSubmissions.Withdrawn withdrawn = submissions.withdraw(ids.candidate(), ids.profile());
    ResponseEntity.BodyBuilder response =
        switch (withdrawn) {
          case ProfileSubmissions.Withdrawn.Done _ -> ResponseEntity.ok();
          case ProfileSubmissions.Withdrawn.Undecided _ -> undecided();
        };
    return response.body(StandingView.of(withdrawn.standing()));
  }

  private record Ids(UUID candidate, UUID profile) {
    static Ids read(String candidateId, String profileId) {
      Faults faults = new Faults();
      Optional<UUID> candidate = RequestReader.value("candidateId", candidateId, faults).uuid();
      Optional<UUID> profile = RequestReader.value("profileId", profileId, faults).uuid();
      faults.throwIfAny(HttpStatus.BAD_REQUEST, BAD_PATH);
      return new Ids(candidate.orElseThrow(), profile.orElseThrow());
    }
  }

  private static ResponseEntity.BodyBuilder undecided() {
    return ResponseEntity.accepted().header(HttpHeaders.RETRY_AFTER, "1");
  }
}
