package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.iecpools.client.invitation.AnnouncementsApi;
import org.iecpools.client.invitation.InvitationsApi;
import org.iecpools.client.invitation.ProofsApi;
import org.iecpools.client.invitation.RoundsApi;
import org.iecpools.client.invitation.model.Amount;
import org.iecpools.client.invitation.model.Invitation;
import org.iecpools.client.invitation.model.Order;
import org.iecpools.client.invitation.model.OrderOfPool;
import org.iecpools.client.invitation.model.OrderResult;
import org.iecpools.client.invitation.model.Plan;
import org.iecpools.client.invitation.model.Quota;
import org.iecpools.client.invitation.model.Round;
import org.iecpools.client.invitation.model.Rule;
import org.iecpools.client.invitation.model.Season;
import org.iecpools.client.pool.CandidatePoolsApi;
import org.iecpools.client.pool.model.SeasonLookup;
import org.iecpools.client.profile.EligibilityApi;
import org.iecpools.client.profile.ProfilesApi;
import org.iecpools.client.profile.model.Profile;
import org.iecpools.client.profile.model.Standing;
import org.iecpools.client.stats.DashboardApi;
import org.iecpools.client.stats.RebuildsApi;
import org.iecpools.client.stats.model.Row;
import org.iecpools.stack.Role;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Plays one candidate's season with clients that are generated from the services' descriptions in
 * docs/api, so that these can be used and agree with what is served.
 */
class GeneratedClientsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final OffsetDateTime NOW =
      OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
  private static final int SEASON = NOW.getYear();
  private static final String COUNTRY = "PT";
  private static final String POOL = SEASON + "/" + COUNTRY + "/WORKING_HOLIDAY";

  private static TestStack stack;
  private static ProfilesApi profiles;
  private static EligibilityApi eligibility;
  private static CandidatePoolsApi pools;
  private static AnnouncementsApi announcements;
  private static RoundsApi rounds;
  private static ProofsApi proofs;
  private static InvitationsApi invitations;
  private static DashboardApi dashboard;
  private static RebuildsApi rebuilds;

  @BeforeAll
  static void start() {
    stack = TestStack.start(StackOptions.throwaway());
    var profile = new org.iecpools.client.profile.ApiClient();
    profile.updateBaseUri(stack.addresses().profile());
    profile.setRequestInterceptor(as(Role.UPSTREAM));
    profiles = new ProfilesApi(profile);
    eligibility = new EligibilityApi(profile);
    var pool = new org.iecpools.client.pool.ApiClient();
    pool.updateBaseUri(stack.addresses().pool());
    pool.setRequestInterceptor(as(Role.CASE_WORKER));
    pools = new CandidatePoolsApi(pool);
    var operator = invitationService(Role.OPERATOR);
    announcements = new AnnouncementsApi(operator);
    rounds = new RoundsApi(operator);
    var caseWorker = invitationService(Role.CASE_WORKER);
    proofs = new ProofsApi(caseWorker);
    invitations = new InvitationsApi(caseWorker);
    var stats = new org.iecpools.client.stats.ApiClient();
    stats.updateBaseUri(stack.addresses().stats());
    stats.setRequestInterceptor(as(Role.OPERATOR));
    dashboard = new DashboardApi(stats);
    rebuilds = new RebuildsApi(stats);
  }

  private static org.iecpools.client.invitation.ApiClient invitationService(Role role) {
    var client = new org.iecpools.client.invitation.ApiClient();
    client.updateBaseUri(stack.addresses().invitation());
    return client.setRequestInterceptor(as(role));
  }

  private static Consumer<HttpRequest.Builder> as(Role role) {
    return request -> request.header("Authorization", "Bearer " + stack.tokens().of(role));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void aCandidateIsInvitedAndAcceptsThroughGeneratedClients() throws Exception {
    UUID candidate = UUID.randomUUID();
    announcements.announceSeason(season(), UUID.randomUUID().toString());
    announcements.announceQuota(new Quota().pool(POOL).quota(new Amount(10)), null);
    await().atMost(TIMEOUT).until(() -> eligiblePools().contains(POOL));

    Standing submitted = profiles.submitProfile(candidate, profile(), null);
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(profiles.getProfile(candidate, submitted.getProfileId()).getStatus())
                    .isEqualTo(Standing.StatusEnum.ACTIVE));
    assertThat(pools.getCandidatePools(candidate).getSeasons())
        .flatExtracting(SeasonLookup::getProfiles)
        .flatExtracting(org.iecpools.client.pool.model.Profile::getStays)
        .extracting(org.iecpools.client.pool.model.Stay::getPool)
        .containsExactly(POOL);
    Order order =
        new Order()
            .season(SEASON)
            .country(COUNTRY)
            .addOrdersItem(new OrderOfPool().pool(POOL).size(1));
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                rounds
                        .orderRounds(order, true, null, null)
                        .getDryRun()
                        .getPools()
                        .getFirst()
                        .getDrawable()
                    == 1);

    OrderResult result =
        rounds.orderRounds(order, null, UUID.randomUUID().toString(), null).getOrderResult();

    assertThat(result.getRefused()).isEmpty();
    Round round = result.getRounds().getFirst();
    assertThat(rounds.listRounds(SEASON, COUNTRY).getRounds())
        .extracting(Round::getRoundId)
        .containsExactly(round.getRoundId());
    assertThat(
            proofs
                .getProof(SEASON, COUNTRY, round.getRoundId(), submitted.getProfileId())
                .getCandidate())
        .isNotNull();
    Invitation invitation = invitations.listInvitations(candidate).getInvitations().getFirst();
    assertThat(invitations.acceptInvitation(candidate, invitation.getInvitationId()).getSubmitBy())
        .isAfter(NOW);
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              Row row = row();
              assertThat(row.getInvitationsIssued()).isEqualTo(1);
              assertThat(row.getQuota().getInteger()).isEqualTo(10);
              assertThat(row.getAnomalies()).isEmpty();
            });
    assertThat(rebuilds.getLatestRebuild().getServing()).isZero();
  }

  @Test
  void aProblemIsAnExceptionWithItsStatusAndDocument() {
    assertThatThrownBy(() -> profiles.getProfile(UUID.randomUUID(), UUID.randomUUID()))
        .isInstanceOfSatisfying(
            org.iecpools.client.profile.ApiException.class,
            fault -> {
              assertThat(fault.getCode()).isEqualTo(404);
              assertThat(fault.getResponseBody()).contains("UNKNOWN_PROFILE");
            });
  }

  private static Season season() {
    return new Season()
        .season(SEASON)
        .country(COUNTRY)
        .shortNotice(true)
        .addPoolsItem(
            new Plan()
                .category(Plan.CategoryEnum.WORKING_HOLIDAY)
                .rule(new Rule().maxAge(35).participations(2))
                .opensAt(NOW.minusDays(2))
                .firstRoundAt(NOW.minusDays(1))
                .finalRoundAt(NOW.plusDays(100))
                .closesAt(NOW.plusDays(120))
                .expectedYield(0.5));
  }

  private static Profile profile() {
    return new Profile()
        .season(SEASON)
        .citizenship(COUNTRY)
        .birthDate(NOW.toLocalDate().minusYears(25))
        .residence(COUNTRY)
        .addWantedItem("WORKING_HOLIDAY");
  }

  private List<String> eligiblePools() throws Exception {
    return eligibility
        .checkEligibility(
            SEASON, COUNTRY, NOW.toLocalDate().minusYears(25), null, null, null, null, null, null)
        .getPools()
        .stream()
        .filter(org.iecpools.client.profile.model.Pool::getEligible)
        .map(org.iecpools.client.profile.model.Pool::getPool)
        .toList();
  }

  private Row row() throws Exception {
    return dashboard
        .getDashboard(
            SEASON,
            COUNTRY,
            "WORKING_HOLIDAY",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null)
        .getRows()
        .getFirst();
  }
}
