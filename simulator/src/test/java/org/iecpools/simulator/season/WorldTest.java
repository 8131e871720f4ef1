package org.iecpools.simulator.season;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;
import org.iecpools.simulator.season.Calendar.Turn;
import org.iecpools.simulator.upstream.Ids;
import org.iecpools.simulator.upstream.SeasonFacts;
import org.iecpools.simulator.upstream.UpstreamEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the expected state of one candidate of Ireland who wants two pools. */
class WorldTest {

  private static final PoolId WORKING_HOLIDAY = PoolIds.of(2021, "IE", Category.WORKING_HOLIDAY);
  private static final PoolId YOUNG_PROFESSIONALS =
      PoolIds.of(2021, "IE", Category.YOUNG_PROFESSIONALS);

  private final Calendar calendar = new Calendar(2021, 48);
  private final List<Turn> turns = calendar.turns();
  private final Books books = new Books(calendar);
  private final World world = new World(books);
  private final SplittableRandom random = new SplittableRandom(7);
  private final Person person =
      new Person(
          Ids.next(random),
          "IE",
          ZoneId.of("Europe/Dublin"),
          LocalDate.of(1995, 3, 2),
          "IE",
          true,
          false,
          false,
          0,
          List.of(
              new WantedPool(Category.WORKING_HOLIDAY, null),
              new WantedPool(Category.YOUNG_PROFESSIONALS, null)),
          UUID.randomUUID(),
          2,
          random);
  private final ProfileSubmitted form = person.profile(2021, turns.get(1).now());
  private int turn;

  @BeforeEach
  void theSeasonIsAnnouncedAndOpen() {
    var operators = Operators.of(Scenario.ANNOUNCED, SeasonFacts.of(2021), calendar, 20_000, 1);
    operators
        .announce(turns.getFirst())
        .forEach(announcement -> world.announced(announcement.event()));
    world.candidate(person);
    // Monday, 18 January.
    turn = turnAt("2021-01-18T20:00:00Z") - 1;
    tick();
  }

  @Test
  void anEligibleCandidateEntersTheWantedPools() {
    turn(form);

    assertThat(inPools()).isEqualTo(2);
    assertThat(books.count(WORKING_HOLIDAY, Books.Figure.IN_POOL)).isEqualTo(1);
  }

  @Test
  void aRepeatedSubmissionCountsOnce() {
    turn(form, form);
    turn(form);

    assertThat(inPools()).isEqualTo(2);
  }

  @Test
  void aCandidateDoesNotEnterPoolsWhoseAgeOrJobOfferRuleTheyDoNotMeet() {
    turn(ProfileSubmitted.newBuilder(form).setBirthDate(LocalDate.of(1980, 1, 1)).build());
    assertThat(inPools()).isZero();

    turn(
        ProfileSubmitted.newBuilder(form)
            .setEventId(Ids.next(random))
            .setProfileId(Ids.next(random))
            .setJobOffer(false)
            .build());
    assertThat(books.count(WORKING_HOLIDAY, Books.Figure.IN_POOL)).isEqualTo(1);
    assertThat(books.count(YOUNG_PROFESSIONALS, Books.Figure.IN_POOL)).isZero();
  }

  @Test
  void theSamePersonUnderAnotherCandidateIdEntersNoPool() {
    Person again = person.underAnotherId();
    world.candidate(again);
    turn(form);

    turn(again.profile(2021, now()));

    assertThat(again.candidateId()).isNotEqualTo(person.candidateId());
    assertThat(inPools()).isEqualTo(2);
    assertThat(world.candidate(again).live).isNull();
  }

  @Test
  void aWithdrawalBeforeItsSubmissionLeavesNobodyInAPool() {
    turn(UpstreamEvents.withdrawn(form, now(), random), form);

    assertThat(inPools()).isZero();
  }

  @Test
  void aSecondProfileWaitsForTheEndOfTheFirst() {
    ProfileSubmitted second = person.profile(2021, now());
    turn(form);
    turn(second);
    assertThat(inPools()).isEqualTo(2);

    turn(List.of(entered(second)), UpstreamEvents.withdrawn(form, now(), random));

    assertThat(inPools()).isEqualTo(2);
    assertThat(world.candidate(person).live.id()).isEqualTo(second.getProfileId());
  }

  @Test
  void anInvitationTakesItsCandidateOutOfAllPools() {
    World.Invitation invitation = invited();

    assertThat(inPools()).isZero();
    assertThat(invitation.answerBy)
        .isEqualTo(Instant.parse("2021-01-29T00:00:00Z"))
        .isAfter(now().plus(Duration.ofDays(10)));
    assertThat(books.count(WORKING_HOLIDAY, Books.Figure.INVITATIONS)).isEqualTo(1);
    assertThat(books.count(WORKING_HOLIDAY, Books.Figure.OPEN)).isEqualTo(1);
  }

  @Test
  void aDeclineReturnsTheCandidateToAllPools() {
    World.Invitation invitation = invited();

    turn(
        List.of(closed(invitation, ClosedCause.DECLINED)),
        UpstreamEvents.declined(invitation.issued, now(), random));

    assertThat(inPools()).isEqualTo(2);
    assertThat(open()).isZero();
  }

  @Test
  void aDeclineAfterAcceptanceChangesNothing() {
    World.Invitation invitation = invited();

    turn(
        UpstreamEvents.accepted(invitation.issued, now(), random),
        UpstreamEvents.declined(invitation.issued, now(), random));

    assertThat(inPools()).isZero();
    assertThat(open()).isEqualTo(1);
  }

  @Test
  void anUnansweredInvitationLapsesAfterTenDays() {
    World.Invitation invitation = invited();
    tick();
    tick();
    assertThat(open()).isEqualTo(1);

    tick(closed(invitation, ClosedCause.NOT_ANSWERED));

    assertThat(open()).isZero();
    assertThat(invitation.cause).isEqualTo(ClosedCause.NOT_ANSWERED);
    assertThat(inPools()).isZero();
  }

  @Test
  void invitationsOfAnEarlierSeasonOnTheSameStackAreIgnored() {
    World.Invitation invitation = invited();
    PoolId earlier = PoolIds.of(2020, "IE", Category.WORKING_HOLIDAY);

    tick(
        InvitationClosed.newBuilder((InvitationClosed) closed(invitation, ClosedCause.NOT_ANSWERED))
            .setPool(earlier)
            .setInvitationId(UUID.randomUUID())
            .build());

    assertThat(world.differences()).noneMatch(difference -> difference.contains("never issued"));
  }

  @Test
  void anAcceptedInvitationWithoutAnApplicationLapsesAfterTwentyDays() {
    World.Invitation invitation = invited();
    turn(UpstreamEvents.accepted(invitation.issued, now(), random));
    for (int i = 0; i < 4; i++) {
      tick();
    }
    assertThat(open()).isEqualTo(1);

    tick(closed(invitation, ClosedCause.NOT_SUBMITTED));

    assertThat(open()).isZero();
  }

  @Test
  void anLoiUsesASpotAndItsCancellationFreesIt() {
    World.Invitation invitation = invited();
    turn(UpstreamEvents.applied(invitation.issued, now(), random));
    turn(
        List.of(closed(invitation, ClosedCause.LOI_ISSUED)),
        UpstreamEvents.loi(invitation.issued, now(), random));
    assertThat(row().spots()).isEqualTo("10499");
    assertThat(open()).isZero();

    turn(UpstreamEvents.cancelled(invitation.issued, now(), random));

    assertThat(row().spots()).isEqualTo("10500");
    assertThat(inPools()).isZero();
  }

  @Test
  void anLoiForALapsedInvitationCounts() {
    World.Invitation invitation = invited();
    tick();
    tick();
    tick(closed(invitation, ClosedCause.NOT_ANSWERED));

    turn(UpstreamEvents.loi(invitation.issued, now(), random));

    assertThat(row().lois()).isEqualTo(1);
    assertThat(open()).isZero();
  }

  @Test
  void aRefusedApplicationReturnsTheCandidateToAllPools() {
    World.Invitation invitation = invited();
    turn(UpstreamEvents.applied(invitation.issued, now(), random));

    turn(
        List.of(closed(invitation, ClosedCause.APPLICATION_CLOSED)),
        UpstreamEvents.closed(invitation.issued, now(), random));

    assertThat(inPools()).isEqualTo(2);
  }

  @Test
  void aWithdrawalDuringTheApplicationIsRejected() {
    World.Invitation invitation = invited();
    turn(UpstreamEvents.applied(invitation.issued, now(), random));

    turn(UpstreamEvents.withdrawn(form, now(), random));

    assertThat(open()).isEqualTo(1);
  }

  @Test
  void aWithdrawalThatCrossesARefusalAndIsRejectedLeavesTheCandidateInThePools() {
    World.Invitation invitation = invited();
    turn(UpstreamEvents.applied(invitation.issued, now(), random));
    InvitationIssued i = invitation.issued;

    turn(
        List.of(
            closed(invitation, ClosedCause.APPLICATION_CLOSED),
            new AnswerRejected(
                Ids.next(random),
                now(),
                i.getPool(),
                i.getInvitationId(),
                i.getProfileId(),
                i.getCandidateId(),
                Answer.WITHDRAWAL,
                "an application is in progress",
                null)),
        UpstreamEvents.withdrawn(form, now(), random),
        UpstreamEvents.closed(i, now(), random));

    assertThat(inPools()).isEqualTo(2);
  }

  @Test
  void aWithdrawalThatFollowsARefusalEndsTheProfile() {
    World.Invitation invitation = invited();
    turn(UpstreamEvents.applied(invitation.issued, now(), random));

    turn(
        List.of(closed(invitation, ClosedCause.APPLICATION_CLOSED)),
        UpstreamEvents.withdrawn(form, now(), random),
        UpstreamEvents.closed(invitation.issued, now(), random));

    assertThat(inPools()).isZero();
    assertThat(open()).isZero();
  }

  @Test
  void anInvitationThatCrossesAWithdrawalIsClosedImmediately() {
    turn(form);
    InvitationIssued issued = issued();

    turn(List.of(issued), UpstreamEvents.withdrawn(form, now(), random));

    assertThat(books.count(WORKING_HOLIDAY, Books.Figure.INVITATIONS)).isEqualTo(1);
    assertThat(open()).isZero();
    assertThat(inPools()).isZero();
  }

  @Test
  void theCloseOfTheSeasonEmptiesThePools() {
    turn(form);
    while (turns.get(turn).now().isBefore(calendar.closesAt())) {
      turn++;
    }

    tick();

    assertThat(now()).isAfter(calendar.closesAt());
    assertThat(inPools()).isZero();
  }

  @Test
  void aLeaveThatTheRulesDoNotExplainIsReported() {
    turn(List.of(entered(form).getFirst(), entered(form).getLast()), form);
    assertThat(world.differences()).isEmpty();

    // A leave without a reason in the rules.
    Event left =
        new PoolLeft(
            Ids.next(random),
            now(),
            WORKING_HOLIDAY,
            form.getProfileId(),
            form.getCandidateId(),
            1,
            LeaveCause.AGE);
    turn(List.of(left), ProfileSubmitted.newBuilder(form).setEventId(Ids.next(random)).build());

    assertThat(world.differences()).singleElement().asString().contains("should be in [2021/IE");
  }

  // ---- the world's inputs

  private World.Invitation invited() {
    turn(form);
    return turn(List.of(issued()), new CandidateEvent[0]).getFirst();
  }

  private InvitationIssued issued() {
    return InvitationIssued.newBuilder()
        .setEventId(Ids.next(random))
        .setOccurredAt(now())
        .setPool(WORKING_HOLIDAY)
        .setRoundId(Ids.next(random))
        .setInvitationId(Ids.next(random))
        .setProfileId(form.getProfileId())
        .setCandidateId(form.getCandidateId())
        .setStay(1)
        .setAnswerBy(now())
        .build();
  }

  private InvitationClosed closed(World.Invitation invitation, ClosedCause cause) {
    InvitationIssued i = invitation.issued;
    return new InvitationClosed(
        Ids.next(random),
        now(),
        i.getPool(),
        i.getRoundId(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId(),
        1,
        cause,
        1L,
        null);
  }

  private List<PoolEntered> entered(ProfileSubmitted profile) {
    return List.of(entered(profile, WORKING_HOLIDAY), entered(profile, YOUNG_PROFESSIONALS));
  }

  private PoolEntered entered(ProfileSubmitted profile, PoolId pool) {
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(now())
        .setPool(pool)
        .setProfileId(profile.getProfileId())
        .setCandidateId(profile.getCandidateId())
        .setEligibleUntil(LocalDate.of(2031, 3, 1))
        .build();
  }

  private void turn(CandidateEvent... sent) {
    turn(List.of(), sent);
  }

  private List<World.Invitation> turn(List<?> published, CandidateEvent... sent) {
    return world.turn(Arrays.asList(sent), observed(published));
  }

  private void tick(Event... published) {
    turn++;
    world.tick(now(), observed(List.of(published)));
  }

  private static Observed observed(List<?> published) {
    var observed = new Observed(2021);
    published.stream()
        .flatMap(p -> p instanceof List<?> list ? list.stream() : List.of(p).stream())
        .filter(Objects::nonNull)
        .forEach(p -> observed.take((Event) p));
    return observed;
  }

  private int turnAt(String instant) {
    return turns.stream()
        .filter(t -> t.now().equals(Instant.parse(instant)))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private Instant now() {
    return turns.get(turn - 1).now();
  }

  private int inPools() {
    return books.total(Books.Figure.IN_POOL);
  }

  private int open() {
    return books.total(Books.Figure.OPEN);
  }

  private Books.Row row() {
    return books.rows().stream()
        .filter(row -> row.pool().equals(WORKING_HOLIDAY))
        .findFirst()
        .orElseThrow();
  }
}
