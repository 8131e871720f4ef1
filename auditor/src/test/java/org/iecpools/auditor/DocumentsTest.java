package org.iecpools.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.auditor.TestEvents.id;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Reason;
import org.iecpools.events.WantedPool;
import org.junit.jupiter.api.Test;

/** Candidates, profiles and documents are numbers; a profile is of the candidate number / 10. */
class DocumentsTest {

  @Test
  void aLogInWhichEachDocumentIsOfOneCandidateHasNoFault() {
    assertThat(
            found(
                submitted(2026, 10, 1),
                entered(2026, 10, true),
                submitted(2026, 20, 1),
                rejected(2026, 20, "IDENTITY_IN_USE"),
                submitted(2026, 11, 1),
                entered(2026, 11, true),
                submitted(2026, 30, null),
                entered(2026, 30, false),
                submitted(2027, 20, 1)))
        .isEmpty();
  }

  @Test
  void twoCandidatesWithOneDocumentAreFoundWhateverTheEntriesState() {
    for (boolean checked : new boolean[] {true, false}) {
      assertThat(
              found(
                  submitted(2026, 10, 1),
                  entered(2026, 10, true),
                  submitted(2026, 20, 1),
                  entered(2026, 20, checked)))
          .contains(
              "2 candidates entered pools with one identity document: %s, %s"
                  .formatted(id("candidate", 1), id("candidate", 2)));
    }
  }

  @Test
  void theOtherSeasonsDocumentIsAnotherOne() {
    assertThat(
            found(
                submitted(2026, 10, 1),
                entered(2026, 10, true),
                submitted(2027, 20, 1),
                entered(2027, 20, true)))
        .isEmpty();
  }

  @Test
  void aCheckThatTheProfileDoesNotAllowIsFound() {
    assertThat(found(submitted(2026, 10, null), entered(2026, 10, true)))
        .containsExactly(
            "profile %s entered a pool as checked, but states no identity document"
                .formatted(id("profile", 10)));
    assertThat(found(entered(2026, 10, true))).hasSize(1);
  }

  @Test
  void aDocumentThatWasNotCheckedIsFound() {
    assertThat(found(submitted(2026, 10, 1), entered(2026, 10, false)))
        .containsExactly(
            "profile %s entered a pool as not checked, but states an identity document"
                .formatted(id("profile", 10)));
  }

  @Test
  void aRejectionWithoutAnotherClaimantIsFound() {
    assertThat(
            found(
                submitted(2026, 10, 1),
                submitted(2027, 20, 1),
                rejected(2026, 10, "IDENTITY_IN_USE")))
        .containsExactly(
            "profile %s was rejected because its identity document is in use, but no other candidate of the season has submitted it"
                .formatted(id("profile", 10)));
    assertThat(found(submitted(2026, 10, null), rejected(2026, 10, "IDENTITY_IN_USE")))
        .containsExactly(
            "profile %s was rejected because its identity document is in use, but it states none"
                .formatted(id("profile", 10)));
  }

  @Test
  void otherRejectionsAndEntriesFromBeforeTheFieldAreNotJudged() {
    assertThat(
            found(
                submitted(2026, 10, 1),
                rejected(2026, 10, "TOO_OLD"),
                submitted(2026, 20, 1),
                entered(2026, 20, null),
                submitted(2026, 30, 1),
                entered(2026, 30, null)))
        .isEmpty();
  }

  @Test
  void theOrderOfTheEventsDoesNotMatterAndRepeatsAddNothing() {
    List<Event> events =
        List.of(
            submitted(2026, 10, 1),
            entered(2026, 10, true),
            submitted(2026, 20, 1),
            entered(2026, 20, true));
    List<LoggedEvent> log = new ArrayList<>(TestEvents.log(events));
    List<IdentityFault> expected = Documents.faults(log);
    log.addAll(List.copyOf(log));
    Collections.shuffle(log, new Random(1));

    assertThat(expected).hasSize(1);
    assertThat(Documents.faults(log)).isEqualTo(expected);
  }

  @Test
  void noSentenceAndNoEventShowsADigest() {
    List<IdentityFault> faults =
        Documents.faults(
            TestEvents.log(
                List.of(
                    submitted(2026, 10, 7),
                    entered(2026, 10, true),
                    submitted(2026, 20, 7),
                    entered(2026, 20, false))));

    assertThat(faults).hasSize(2);
    assertThat(faults.stream().flatMap(f -> f.events().stream()).map(LoggedEvent::toString))
        .noneMatch(text -> text.contains("igest") || text.contains("0707"));
  }

  private static List<String> found(Event... events) {
    return Documents.faults(TestEvents.log(List.of(events))).stream()
        .map(IdentityFault::sentence)
        .toList();
  }

  private static ProfileSubmitted submitted(int season, int profile, Integer document) {
    byte[] digest = new byte[32];
    if (document != null) {
      java.util.Arrays.fill(digest, document.byteValue());
    }
    return ProfileSubmitted.newBuilder()
        .setEventId(id("submitted", season + "/" + profile))
        .setOccurredAt(TestEvents.day(1))
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile / 10))
        .setSeason(season)
        .setCitizenship("IE")
        .setBirthDate(LocalDate.parse("2000-01-01"))
        .setResidence("IE")
        .setWanted(List.of(new WantedPool(Category.WORKING_HOLIDAY, null)))
        .setIdentityDigest(document == null ? null : ByteBuffer.wrap(digest))
        .build();
  }

  private static PoolEntered entered(int season, int profile, Boolean checked) {
    return PoolEntered.newBuilder()
        .setEventId(id("entered", season + "/" + profile))
        .setOccurredAt(TestEvents.day(1))
        .setPool(PoolIds.of(season, "IE", Category.WORKING_HOLIDAY))
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile / 10))
        .setEligibleUntil(LocalDate.parse("2030-01-01"))
        .setIdentityChecked(checked)
        .build();
  }

  private static ProfileRejected rejected(int season, int profile, String code) {
    return ProfileRejected.newBuilder()
        .setEventId(id("rejected", season + "/" + profile))
        .setOccurredAt(TestEvents.day(1))
        .setSeason(season)
        .setCountry("IE")
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile / 10))
        .setReasons(List.of(new Reason(code, "...")))
        .build();
  }
}
