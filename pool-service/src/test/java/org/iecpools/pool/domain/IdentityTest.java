package org.iecpools.pool.domain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.pool.domain.Scene.X;
import static org.iecpools.pool.domain.Scene.Y;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.junit.jupiter.api.Test;

/** One document, one candidate per season. */
class IdentityTest {

  private final Scene scene = new Scene();

  @Test
  void aProfileWithADocumentWaitsForItsCheckAndThenEnters() {
    assertThat(scene.submittedWith("passport", "p", X)).isEmpty();
    assertThat(scene.status("p")).isInstanceOf(Status.Parked.class);

    assertThat(scene.identified("p", "passport", true)).containsExactly("Entered X1");
    assertThat(checked()).containsExactly(true);
  }

  @Test
  void aProfileWithoutADocumentIsDecidedAtOnceAndStatesThatNothingWasChecked() {
    assertThat(scene.submitted("p", X)).containsExactly("Entered X1");
    assertThat(checked()).containsExactly(false);
  }

  @Test
  void aDocumentOfAnotherCandidateIsAReasonAgainstTheProfile() {
    scene.submittedWith("passport", "p", X);

    assertThat(scene.identified("p", "passport", false))
        .containsExactly("Rejected p[IDENTITY_IN_USE]");
    assertThat(scene.status("p")).isEqualTo(new Status.Ended(EndCause.REJECTED));
  }

  @Test
  void aDocumentInUseIsReportedWithAllOtherReasons() {
    scene.submitted("q", X);
    scene.withdrawn("q", "wish");
    scene.closedToEntries.add(Y);

    scene.submittedWith("passport", "p", Y);
    assertThat(scene.identified("p", "passport", false))
        .containsExactly("Refused Y[POOL_CLOSED]", "Rejected p[IDENTITY_IN_USE]");
    scene.submittedBy("FR", "passport", "r", X);
    assertThat(scene.identified("r", "passport", false))
        .containsExactly("Rejected r[OTHER_COUNTRY, IDENTITY_IN_USE]");
  }

  @Test
  void theWaitForACheckHasNoTimeLimit() {
    scene.submittedWith("passport", "p", X);

    assertThat(PoolRules.parkedUntil(scene.candidacy)).isEmpty();
    assertThat(scene.tickedAfter(Duration.ofMinutes(10))).isEmpty();
    assertThat(scene.identified("p", "passport", true)).containsExactly("Entered X1");
  }

  @Test
  void aRepeatOfTheProfileOrOfTheAnswerChangesNothing() {
    scene.submittedWith("passport", "p", X);
    assertThat(scene.submittedWith("passport", "p", X)).isEmpty();
    scene.identified("p", "passport", true);
    Candidacy before = scene.candidacy;

    assertThat(scene.identified("p", "passport", true)).isEmpty();
    assertThat(scene.identified("p", "passport", false)).isEmpty();
    assertThat(scene.submittedWith("passport", "p", X)).isEmpty();
    assertThat(scene.candidacy).isEqualTo(before);
  }

  @Test
  void anAnswerAboutAnotherDocumentOrAnUnknownProfileChangesNothing() {
    scene.submittedWith("passport", "p", X);
    Candidacy before = scene.candidacy;

    assertThat(scene.identified("p", "another", false)).isEmpty();
    assertThat(scene.identified("unknown", "passport", true)).isEmpty();
    assertThat(scene.candidacy).isEqualTo(before);
  }

  @Test
  void aProfileThatWasWithdrawnBeforeTheAnswerStaysEnded() {
    scene.submittedWith("passport", "p", X);

    assertThat(scene.withdrawn("p", "wish")).containsExactly("Rejected p[WITHDRAWN]");
    assertThat(scene.identified("p", "passport", true)).isEmpty();
    assertThat(scene.submittedWith("passport", "q", X)).isEmpty();
    assertThat(scene.identified("q", "passport", true)).containsExactly("Entered X1");
  }

  @Test
  void aSecondProfileWaitsForTheEndOfTheFirstAndForItsCheckInEitherOrder() {
    scene.submitted("p", X);
    scene.submittedWith("passport", "q", X);
    assertThat(scene.identified("q", "passport", true)).isEmpty();
    assertThat(scene.withdrawn("p", "wish")).containsExactly("Left X1 WITHDRAWN", "Entered X1");

    scene.submittedWith("passport", "r", X);
    assertThat(scene.withdrawn("q", "wish of q")).containsExactly("Left X1 WITHDRAWN");
    assertThat(scene.identified("r", "passport", true)).containsExactly("Entered X1");
  }

  @Test
  void aSecondProfileWaitsForTheEndOfTheFirstOnlyFiveSecondsWhateverItsCheck() {
    scene.submitted("p", X);
    scene.submittedWith("passport", "q", X);

    assertThat(scene.tickedAfter(PoolRules.PARKING_LIMIT))
        .containsExactly("Rejected q[SECOND_PROFILE]");
    assertThat(scene.identified("q", "passport", true)).isEmpty();
  }

  @Test
  void aCheckedProfileStillWaitsForThePlan() {
    scene.planned = false;
    scene.submittedWith("passport", "p", X);
    assertThat(scene.identified("p", "passport", true)).isEmpty();
    assertThat(PoolRules.parkedUntil(scene.candidacy)).isPresent();

    scene.planned = true;

    assertThat(scene.ticked()).containsExactly("Entered X1");
  }

  @Test
  void theReturnAfterADeclineStatesTheCheckOfTheProfile() {
    scene.submittedWith("passport", "p", X, Y);
    scene.identified("p", "passport", true);
    scene.issued("i", "p", X, 1);

    scene.closed("i", ClosedCause.DECLINED, "p", X, 1);

    assertThat(checked()).containsExactly(true);
  }

  @Test
  void theFirstClaimKeepsTheDocument() {
    UUID one = UUID.randomUUID();
    IdentityHolder holder = IdentityHolder.after(null, one);

    assertThat(holder.is(one)).isTrue();
    assertThat(IdentityHolder.after(holder, UUID.randomUUID())).isEqualTo(holder);
  }

  /** Candidates with few documents, and records of all kinds on their way at the same time. */
  @Property(tries = 500)
  void inAnyInterleavingADocumentIsOfItsFirstClaimantOnly(
      @ForAll Random random,
      @ForAll @IntRange(min = 2, max = 5) int candidates,
      @ForAll @IntRange(min = 1, max = 3) int documents) {
    InFlight inFlight = new InFlight(random);
    for (int c = 0; c < candidates; c++) {
      Scene of = new Scene();
      for (int p = 0; p < 3; p++) {
        String document = "document" + random.nextInt(documents);
        inFlight.submission(of, c + "." + p, document);
        if (random.nextInt(4) == 0) {
          inFlight.submission(of, c + "." + p, document);
        }
        inFlight.withdrawal(of, c + "." + p);
      }
    }

    inFlight.deliverEverything();

    assertThat(inFlight.entered)
        .allSatisfy((document, those) -> assertThat(those).containsOnly(inFlight.first(document)));
    assertThat(inFlight.refused)
        .allSatisfy(
            (document, those) -> assertThat(those).doesNotContain(inFlight.first(document)));
    assertThat(inFlight.ofCandidate.keySet()).allMatch(of -> of.candidacy.isClosed());
  }

  /** Records between candidates and documents, each queue in order, the queues in any order. */
  private static final class InFlight {
    final Map<Scene, Queue<Runnable>> ofCandidate = new LinkedHashMap<>();
    final Map<String, Queue<Runnable>> ofDocument = new LinkedHashMap<>();
    final Map<String, Set<UUID>> entered = new HashMap<>();
    final Map<String, Set<UUID>> refused = new HashMap<>();
    private final Map<String, IdentityHolder> holders = new HashMap<>();
    private final Map<String, UUID> first = new HashMap<>();
    private final Map<UUID, String> documents = new HashMap<>();
    private final Random random;

    InFlight(Random random) {
      this.random = random;
    }

    UUID first(String document) {
      return requireNonNull(first.get(document));
    }

    void submission(Scene of, String profile, String document) {
      documents.put(of.id(profile), document);
      send(
          of,
          () -> {
            of.submittedWith(document, profile, X);
            ofDocument
                .computeIfAbsent(document, _ -> new ArrayDeque<>())
                .add(() -> claim(of, profile, document));
          });
    }

    void withdrawal(Scene of, String profile) {
      send(of, () -> of.withdrawn(profile, "wish of " + profile));
    }

    private void claim(Scene of, String profile, String document) {
      first.putIfAbsent(document, of.candidate);
      IdentityHolder holder = IdentityHolder.after(holders.get(document), of.candidate);
      holders.put(document, holder);
      boolean granted = holder.is(of.candidate);
      send(of, () -> of.identified(profile, document, granted));
    }

    private void send(Scene of, Runnable input) {
      ofCandidate
          .computeIfAbsent(of, _ -> new ArrayDeque<>())
          .add(
              () -> {
                input.run();
                of.lastWritten.forEach(this::note);
              });
    }

    private void note(PoolsEvent event) {
      if (event instanceof PoolEntered e) {
        add(entered, e.getProfileId(), e.getCandidateId());
      } else if (event instanceof ProfileRejected e
          && e.getReasons().stream().anyMatch(r -> r.getCode().equals("IDENTITY_IN_USE"))) {
        add(refused, e.getProfileId(), e.getCandidateId());
      }
    }

    private void add(Map<String, Set<UUID>> those, UUID profile, UUID candidate) {
      those
          .computeIfAbsent(requireNonNull(documents.get(profile)), _ -> new HashSet<>())
          .add(candidate);
    }

    void deliverEverything() {
      List<Queue<Runnable>> waiting = waiting();
      while (!waiting.isEmpty()) {
        waiting.get(random.nextInt(waiting.size())).remove().run();
        waiting = waiting();
      }
    }

    private List<Queue<Runnable>> waiting() {
      return Stream.concat(ofCandidate.values().stream(), ofDocument.values().stream())
          .filter(queue -> !queue.isEmpty())
          .toList();
    }
  }

  private List<Boolean> checked() {
    return scene.lastWritten.stream()
        .filter(PoolEntered.class::isInstance)
        .map(event -> ((PoolEntered) event).getIdentityChecked())
        .toList();
  }
}
