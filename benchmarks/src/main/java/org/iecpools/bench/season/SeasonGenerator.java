package org.iecpools.bench.season;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.Reference;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Reason;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.jspecify.annotations.Nullable;

/**
 * Generates all events of a season on the topics from which numbers are computed, day by day: those
 * of pool-service, invitation-service, portals and the case system. The number and behaviour of
 * candidates follow the season simulator (docs/simulator.md). The rules of the two deciding
 * services are simulated in memory, so that two million events take seconds.
 *
 * <p>The same season, seed and number of candidates give the same events. In addition to the
 * events, it keeps each pool's expected numbers by counting candidates and invitations, never
 * events. A correct sum over the events equals {@link #expectedNumbers()}, in whatever order and
 * however often they are read.
 *
 * <p>An iterator over the season's days. Not thread-safe.
 */
public final class SeasonGenerator implements Iterator<List<Event>> {

  /** Average number of events per candidate, repeats included. */
  private static final double EVENTS_PER_CANDIDATE = 6.25;

  /** Number of the rounds' own events, independent of the candidates. */
  private static final int EVENTS_OF_ROUNDS = 4_300;

  private static final int WEEKS = 48;
  private static final int FIRST_ROUND_WEEK = 4;
  private static final int LAST_ROUND_WEEK = 43;

  /**
   * Demand grows more slowly than the quota: small pools are oversubscribed, large ones are not.
   */
  private static final double DEMAND = 0.6;

  private static final double PERMITS_IF_UNLIMITED = 2_000;
  private static final double PERMITS_IF_UNANNOUNCED = 20;

  /** A round's cap as a share of the permits, for a season of {@value #FULL} candidates. */
  private static final double CAP = 1.0 / 60;

  private static final int FULL = 20_000;

  private static final double REPEATED = 0.015;
  private static final double RESTATED = 0.01;
  private static final int NOT_IN_POOL = -1;

  private final int season;
  private final int candidates;
  private final SplittableRandom random;
  private final LocalDate firstDay;
  private final List<Country> countries;
  private final double[] demand;
  private final double[] arrivals;
  private final List<List<Runnable>> agenda;
  private final List<List<Event>> repeats;
  private List<Event> today = new ArrayList<>();
  private int day;

  /** A country with its pools in the order of the draw. */
  private static final class Country {
    final String code;
    final List<Pool> pools = new ArrayList<>();
    boolean closesLate;
    long decisions;

    Country(String code) {
      this.code = code;
    }
  }

  /** A pool with its members and its expected numbers. */
  private static final class Pool {
    final PoolId id;
    final Country country;
    final boolean draws;
    final int cap;
    final List<Stay> members = new ArrayList<>();
    long invited;
    long declined;
    long open;
    long lois;

    Pool(PoolId id, Country country, boolean draws, int cap) {
      this.id = id;
      this.country = country;
      this.draws = draws;
      this.cap = cap;
    }
  }

  /** A candidate's pseudonym and wanted pools. */
  private record Candidate(UUID id, Country country, List<Pool> wanted) {}

  /** One submission with a current or past stay in each of its pools. */
  private static final class Profile {
    final UUID id;
    final Candidate candidate;
    final Stay[] stays;

    /** Null while no invitation is open. */
    @Nullable Invitation invitation;

    boolean ended;

    Profile(UUID id, Candidate candidate) {
      this.id = id;
      this.candidate = candidate;
      this.stays =
          candidate.wanted().stream().map(pool -> new Stay(this, pool)).toArray(Stay[]::new);
    }
  }

  /** A profile's stay in a pool. */
  private static final class Stay {
    final Profile profile;
    final Pool pool;
    int number;

    /** Index in the pool's members, or {@link #NOT_IN_POOL}. */
    int index = NOT_IN_POOL;

    Stay(Profile profile, Pool pool) {
      this.profile = profile;
      this.pool = pool;
    }
  }

  private enum Stage {
    INVITED,
    ACCEPTED,
    APPLIED,
    CLOSED
  }

  private static final class Invitation {
    final UUID id;
    final UUID round;
    final Stay stay;
    final int stayNumber;
    Stage stage = Stage.INVITED;
    boolean withdrawalPending;

    Invitation(UUID id, UUID round, Stay stay) {
      this.id = id;
      this.round = round;
      this.stay = stay;
      this.stayNumber = stay.number;
    }
  }

  /**
   * Creates a generator.
   *
   * @param season one of {@link Reference#seasons()}, whose pools and quotas are used
   * @param seed of the random numbers
   * @param candidates number of candidates, 1 or more
   * @throws IllegalArgumentException if the reference lacks the season or there are no candidates
   */
  public SeasonGenerator(int season, long seed, int candidates) {
    if (candidates < 1) {
      throw new IllegalArgumentException(
          "a season needs 1 candidate or more, not %,d".formatted(candidates));
    }
    if (!Reference.shipped().seasons().contains(season)) {
      throw new IllegalArgumentException(
          "no pools ship for season %d; the seasons are %s"
              .formatted(season, Reference.shipped().seasons()));
    }
    this.season = season;
    this.candidates = candidates;
    this.random = new SplittableRandom(seed);
    // Week 0 is in the year before, and the last week ends in November.
    this.firstDay = LocalDate.of(season - 1, 12, 14);
    this.countries = countries(season, candidates);
    this.demand = countries.stream().mapToDouble(SeasonGenerator::demand).toArray();
    this.arrivals = new double[7 * LAST_ROUND_WEEK];
    for (int i = 0; i < arrivals.length; i++) {
      arrivals[i] = 0.15 + Math.exp(-4.0 * i / arrivals.length);
    }
    int days = 7 * WEEKS;
    this.agenda = new ArrayList<>(days);
    this.repeats = new ArrayList<>(days);
    for (int i = 0; i < days; i++) {
      agenda.add(new ArrayList<>());
      repeats.add(new ArrayList<>());
    }
    plan();
  }

  /**
   * The number of candidates for a season of about this many events. The actual number of events
   * differs by a few per cent.
   */
  public static int candidatesFor(long events) {
    return (int)
        Math.clamp(
            Math.round((events - EVENTS_OF_ROUNDS) / EVENTS_PER_CANDIDATE), 1, Integer.MAX_VALUE);
  }

  /** The season's year. */
  public int season() {
    return season;
  }

  /** The number of candidates. */
  public int candidates() {
    return candidates;
  }

  @Override
  public boolean hasNext() {
    return day < agenda.size();
  }

  /**
   * The next day's events in the order in which they are written. Events of different topics may be
   * read in any order.
   */
  @Override
  public List<Event> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the season has no more days");
    }
    today = new ArrayList<>(repeats.get(day));
    repeats.get(day).clear();
    List<Runnable> actions = agenda.get(day);
    // Actions may append further ones for the same day.
    for (int i = 0; i < actions.size(); i++) {
      actions.get(i).run();
    }
    actions.clear();
    day++;
    return today;
  }

  /** Each pool's numbers after the days generated so far. Pools without events are left out. */
  public NavigableMap<PoolId, PoolTotals> expectedNumbers() {
    NavigableMap<PoolId, PoolTotals> expected = new TreeMap<>(PoolIds.ORDER);
    for (Country country : countries) {
      for (Pool pool : country.pools) {
        PoolTotals numbers =
            new PoolTotals(pool.members.size(), pool.invited, pool.declined, pool.open, pool.lois);
        if (!numbers.equals(PoolTotals.NONE)) {
          expected.put(pool.id, numbers);
        }
      }
    }
    return expected;
  }

  // --- candidates, pools and times

  private static List<Country> countries(int season, int candidates) {
    Map<String, Country> byCode = new TreeMap<>();
    for (PoolId id : Reference.shipped().pools(season)) {
      Quota quota = Reference.shipped().quota(id).orElseThrow();
      if (quota.getKind() != QuotaKind.NOT_OFFERED) {
        Country country = byCode.computeIfAbsent(id.getCountry(), Country::new);
        int cap = Math.max(2, (int) Math.ceil(permits(quota) * CAP * candidates / FULL));
        country.pools.add(new Pool(id, country, quota.getKind() != QuotaKind.TO_BE_ANNOUNCED, cap));
      }
    }
    List<Country> countries = List.copyOf(byCode.values());
    for (int i = 0; i < countries.size(); i++) {
      countries.get(i).closesLate = i % 3 == 2;
      countries
          .get(i)
          .pools
          .sort(Comparator.comparing((Pool pool) -> pool.id.getCategory()).reversed());
    }
    return countries;
  }

  private static double permits(Quota quota) {
    return switch (quota.getKind()) {
      case NUMBER -> quota.getPermits();
      case UNLIMITED -> PERMITS_IF_UNLIMITED;
      case TO_BE_ANNOUNCED -> PERMITS_IF_UNANNOUNCED;
      case NOT_OFFERED, UNKNOWN -> 0;
    };
  }

  private static double demand(Country country) {
    double permits = 0;
    for (Pool pool : country.pools) {
      Quota quota = Reference.shipped().quota(pool.id).orElseThrow();
      permits +=
          quota.getKind() == QuotaKind.UNLIMITED
              ? PERMITS_IF_UNLIMITED / country.pools.size()
              : permits(quota);
    }
    return Math.pow(permits, DEMAND);
  }

  private void plan() {
    int opens = 7;
    double[] countrySums = sums(demand);
    double[] arrivalSums = sums(arrivals);
    for (int i = 0; i < candidates; i++) {
      Country country = countries.get(pick(countrySums));
      Candidate candidate = new Candidate(uuid(), country, wanted(country));
      on(opens + pick(arrivalSums), () -> arrive(candidate));
    }
    for (int week = FIRST_ROUND_WEEK; week <= LAST_ROUND_WEEK; week++) {
      int monday = 7 * week;
      for (Country country : countries) {
        on(monday, () -> rounds(country));
      }
    }
    for (Country country : countries) {
      if (!country.closesLate) {
        on(7 * LAST_ROUND_WEEK + 4, () -> close(country));
      }
    }
  }

  /** One to three pools of the country. */
  private List<Pool> wanted(Country country) {
    List<Pool> wanted = new ArrayList<>(3);
    while (wanted.isEmpty()) {
      for (Pool pool : country.pools) {
        int chance =
            switch (pool.id.getCategory()) {
              case WORKING_HOLIDAY -> 85;
              case YOUNG_PROFESSIONALS -> pool.id.getStream() == null ? 18 : 5;
              case INTERNATIONAL_COOP -> 9;
              case UNKNOWN -> 0;
            };
        if (wanted.size() < 3 && random.nextInt(100) < chance) {
          wanted.add(pool);
        }
      }
    }
    return List.copyOf(wanted);
  }

  private static double[] sums(double[] weights) {
    double[] sums = weights.clone();
    Arrays.parallelPrefix(sums, Double::sum);
    return sums;
  }

  private int pick(double[] sums) {
    int found = Arrays.binarySearch(sums, random.nextDouble(sums[sums.length - 1]));
    return Math.min(sums.length - 1, found < 0 ? -found - 1 : found + 1);
  }

  private void on(int when, Runnable action) {
    if (when < agenda.size()) {
      agenda.get(when).add(action);
    }
  }

  private void inDays(int days, Runnable action) {
    on(day + days, action);
  }

  /** Schedules an action from {@code least} to below {@code bound} days from now. */
  private void inDays(int least, int bound, Runnable action) {
    inDays(random.nextInt(least, bound), action);
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private UUID uuid() {
    return new UUID(
        (random.nextLong() & ~0xF000L) | 0x4000L,
        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }

  /** A random instant of the current day, UTC. */
  private Instant now() {
    return midnight().plusMillis(random.nextLong(Duration.ofDays(1).toMillis()));
  }

  private Instant midnight() {
    return firstDay.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /**
   * Emits an event. Upstream delivers at least once, so some events are repeated at once or weeks
   * later.
   */
  private void emit(Event event) {
    today.add(event);
    if (chance(REPEATED)) {
      int again = day + random.nextInt(29);
      if (again > day && again < repeats.size()) {
        repeats.get(again).add(event);
      } else {
        today.add(event);
      }
    }
  }

  // --- candidates

  private void arrive(Candidate candidate) {
    double fate = random.nextDouble();
    if (fate < 0.08) {
      emit(
          new ProfileRejected(
              uuid(),
              now(),
              season,
              candidate.country().code,
              uuid(),
              candidate.id(),
              List.of(new Reason("TOO_OLD", "Candidates must be 18 to 35 years old."))));
      return;
    }
    Profile profile = submit(candidate);
    if (fate < 0.19) {
      emit(
          new PoolEntryRefused(
              uuid(),
              now(),
              PoolIds.of(season, candidate.country().code, Category.YOUNG_PROFESSIONALS),
              profile.id,
              candidate.id(),
              List.of(new Reason("NO_JOB_OFFER", "Young Professionals needs a job offer."))));
    }
    double later = random.nextDouble();
    if (later < 0.06) {
      inDays(3, 108, () -> withdraw(profile));
    } else if (later < 0.075) {
      inDays(1, 7 * LAST_ROUND_WEEK, () -> endByAge(profile));
    }
  }

  private Profile submit(Candidate candidate) {
    Profile profile = new Profile(uuid(), candidate);
    for (Stay stay : profile.stays) {
      enter(stay, null);
    }
    return profile;
  }

  /**
   * @param after the ended invitation that the stay follows; null for the first stay of a profile
   */
  private void enter(Stay stay, @Nullable UUID after) {
    stay.number++;
    add(stay);
    PoolEntered.Builder entered =
        PoolEntered.newBuilder()
            .setEventId(uuid())
            .setOccurredAt(now())
            .setPool(stay.pool.id)
            .setProfileId(stay.profile.id)
            .setCandidateId(stay.profile.candidate.id())
            .setStay(stay.number)
            .setEligibleUntil(LocalDate.of(season + 1, 1, 1).plusDays(random.nextInt(3_650)))
            .setTimeZone("America/Toronto");
    if (after != null) {
      entered.setAfter(after);
    }
    emit(entered.build());
  }

  private static void add(Stay stay) {
    stay.index = stay.pool.members.size();
    stay.pool.members.add(stay);
  }

  /** Takes constant time: the last member moves to the free index. */
  private static void remove(Stay stay) {
    Stay last = stay.pool.members.removeLast();
    if (last != stay) {
      stay.pool.members.set(stay.index, last);
      last.index = stay.index;
    }
    stay.index = NOT_IN_POOL;
  }

  private void leaveAll(Profile profile, LeaveCause cause) {
    for (Stay stay : profile.stays) {
      if (stay.index != NOT_IN_POOL) {
        remove(stay);
        emit(left(stay, stay.number, cause));
      }
    }
  }

  private PoolLeft left(Stay stay, int number, LeaveCause cause) {
    return new PoolLeft(
        uuid(), now(), stay.pool.id, stay.profile.id, stay.profile.candidate.id(), number, cause);
  }

  /**
   * The leave of a drawn stay. The round has already removed the candidate, so the leave is voided.
   */
  private void leaveDrawn(Invitation invitation, LeaveCause cause) {
    Stay stay = invitation.stay;
    emit(left(stay, invitation.stayNumber, cause));
    emit(
        new PoolLeaveVoided(
            uuid(),
            now(),
            stay.pool.id,
            stay.profile.id,
            stay.profile.candidate.id(),
            invitation.stayNumber));
  }

  private void withdraw(Profile profile) {
    if (profile.ended) {
      return;
    }
    Invitation invitation = profile.invitation;
    if (invitation == null) {
      leaveAll(profile, LeaveCause.WITHDRAWN);
      profile.ended = true;
      Candidate candidate = profile.candidate;
      double r = random.nextDouble();
      if (r < 0.4) {
        resubmit(candidate);
      } else if (r < 0.55) {
        inDays(14, 60, () -> resubmit(candidate));
      }
    } else if (!invitation.withdrawalPending) {
      leaveDrawn(invitation, LeaveCause.WITHDRAWN);
      if (invitation.stage == Stage.APPLIED) {
        // A profile cannot be withdrawn while its application is in progress.
        emit(rejected(invitation, Answer.WITHDRAWAL, "the application is in progress"));
        invitation.withdrawalPending = true;
      } else {
        closeUnused(invitation, ClosedCause.PROFILE_WITHDRAWN);
        profile.ended = true;
      }
    }
  }

  private void resubmit(Candidate candidate) {
    if (takesEntries(candidate.country())) {
      submit(candidate);
    }
  }

  private void endByAge(Profile profile) {
    if (!profile.ended && profile.invitation == null) {
      leaveAll(profile, LeaveCause.AGE);
      profile.ended = true;
    }
  }

  private boolean takesEntries(Country country) {
    return country.closesLate || day < 7 * LAST_ROUND_WEEK + 4;
  }

  private void close(Country country) {
    for (Pool pool : country.pools) {
      for (Stay stay : List.copyOf(pool.members)) {
        remove(stay);
        emit(left(stay, stay.number, LeaveCause.SEASON_ENDED));
        stay.profile.ended = true;
      }
    }
  }

  // --- rounds

  private void rounds(Country country) {
    for (Pool pool : country.pools) {
      if (pool.draws) {
        round(pool);
      }
    }
  }

  private void round(Pool pool) {
    Instant at = midnight().plus(Duration.ofHours(15));
    UUID round = EventIds.of("RoundRun", PoolIds.text(pool.id), at);
    emit(
        RoundScheduled.newBuilder()
            .setEventId(uuid())
            .setOccurredAt(at.minus(Duration.ofDays(4)))
            .setPool(pool.id)
            .setRoundId(round)
            .setRunsAt(at)
            .setSize(pool.cap)
            .build());
    int before = pool.members.size();
    int invited = Math.min(before, pool.cap);
    List<Invitation> drawn = new ArrayList<>(invited);
    for (int i = 0; i < invited; i++) {
      Stay stay = pool.members.get(random.nextInt(pool.members.size()));
      remove(stay);
      drawn.add(new Invitation(EventIds.named(round, stay.profile.id), round, stay));
    }
    pool.invited += invited;
    pool.open += invited;
    boolean restated = chance(RESTATED);
    long seq = ++pool.country.decisions;
    emit(roundRun(pool, round, at, 0, restated ? invited + 3 : invited, seq, before));
    for (Invitation invitation : drawn) {
      invite(invitation, at);
    }
    if (restated) {
      // The first statement had three invitations too many; the higher revision counts.
      emit(roundRun(pool, round, at, 1, invited, seq, before));
    }
  }

  private RoundRun roundRun(
      Pool pool, UUID round, Instant at, int revision, int invited, long seq, int before) {
    RoundRun.Builder run =
        RoundRun.newBuilder()
            .setEventId(uuid())
            .setOccurredAt(at)
            .setPool(pool.id)
            .setRoundId(round)
            .setRevision(revision)
            .setInvited(invited)
            .setSeq(seq)
            .setDrawDate(firstDay.plusDays(day))
            .setPoolSize(before)
            .setDrawable(before)
            .setSize(pool.cap)
            .setSizeReason("by the season's plan")
            .setSeed(seed())
            .setAgesJudgedAt(at);
    if (revision > 0) {
      run.setCorrection("three were counted twice");
    }
    return run.build();
  }

  private ByteBuffer seed() {
    ByteBuffer seed = ByteBuffer.allocate(32);
    while (seed.hasRemaining()) {
      seed.putLong(random.nextLong());
    }
    return seed.flip();
  }

  private void invite(Invitation invitation, Instant at) {
    Stay stay = invitation.stay;
    Profile profile = stay.profile;
    profile.invitation = invitation;
    emit(
        new InvitationIssued(
            uuid(),
            at,
            stay.pool.id,
            invitation.round,
            invitation.id,
            profile.id,
            profile.candidate.id(),
            stay.number,
            at.plus(Duration.ofDays(11))));
    leaveAll(profile, LeaveCause.INVITED);
    if (chance(0.005)) {
      // The candidate became too old at the time of the draw: pool-service had already ended the
      // stay.
      leaveDrawn(invitation, LeaveCause.AGE);
    }
    double r = random.nextDouble();
    if (r < 0.12) {
      inDays(11, () -> lapse(invitation, ClosedCause.NOT_ANSWERED));
    } else if (r < 0.24) {
      inDays(1, 8, () -> decline(invitation));
    } else if (r < 0.265) {
      inDays(1, 8, () -> withdraw(profile));
    } else if (r < 0.3) {
      inDays(1, 8, () -> apply(invitation));
    } else {
      inDays(1, 8, () -> accept(invitation));
    }
  }

  // --- answers and applications

  private void lapse(Invitation invitation, ClosedCause cause) {
    if (invitation.stage != Stage.INVITED && invitation.stage != Stage.ACCEPTED) {
      return;
    }
    closeUnused(invitation, cause);
    invitation.stay.profile.ended = true;
    if (cause == ClosedCause.NOT_ANSWERED) {
      double late = random.nextDouble();
      if (late < 0.1) {
        emit(accepted(invitation));
        emit(rejected(invitation, Answer.ACCEPT, "the invitation has ended"));
      } else if (late < 0.2) {
        rejectedDecline(invitation);
      } else if (late < 0.22) {
        rejectedLoi(invitation);
      }
    }
  }

  private void decline(Invitation invitation) {
    if (invitation.stage != Stage.INVITED) {
      return;
    }
    emit(declined(invitation));
    invitation.stay.pool.declined++;
    emit(closed(invitation, ClosedCause.DECLINED));
    double more = random.nextDouble();
    if (more < 0.1) {
      emit(accepted(invitation));
      emit(rejected(invitation, Answer.ACCEPT, "the invitation was declined"));
    } else if (more < 0.13) {
      // Two decline events for one invitation count once.
      emit(declined(invitation));
    }
    Profile profile = invitation.stay.profile;
    Stay drawn = invitation.stay;
    drawn.number++;
    add(drawn);
    if (!takesEntries(drawn.pool.country)) {
      leaveAll(profile, LeaveCause.SEASON_ENDED);
      profile.ended = true;
      return;
    }
    reenterPools(invitation);
  }

  /** Returns the profile to every pool that it is not in. */
  private void reenterPools(Invitation invitation) {
    for (Stay stay : invitation.stay.profile.stays) {
      if (stay.index == NOT_IN_POOL) {
        enter(stay, invitation.id);
      }
    }
  }

  private void accept(Invitation invitation) {
    if (invitation.stage != Stage.INVITED) {
      return;
    }
    invitation.stage = Stage.ACCEPTED;
    emit(accepted(invitation));
    if (chance(0.03)) {
      rejectedDecline(invitation);
    }
    if (chance(0.12)) {
      inDays(21, () -> lapse(invitation, ClosedCause.NOT_SUBMITTED));
    } else {
      inDays(1, 17, () -> apply(invitation));
    }
  }

  private void apply(Invitation invitation) {
    if (invitation.stage == Stage.CLOSED) {
      return;
    }
    invitation.stage = Stage.APPLIED;
    Stay stay = invitation.stay;
    emit(
        new ApplicationSubmitted(
            uuid(),
            now(),
            stay.pool.id,
            invitation.id,
            stay.profile.id,
            stay.profile.candidate.id()));
    if (chance(0.04)) {
      inDays(1, 10, () -> withdraw(stay.profile));
    }
    inDays(10, 52, () -> decide(invitation));
  }

  private void decide(Invitation invitation) {
    Stay stay = invitation.stay;
    double r = random.nextDouble();
    if (r < 0.135) {
      emit(
          new ApplicationClosed(
              uuid(),
              now(),
              stay.pool.id,
              invitation.id,
              stay.profile.id,
              stay.profile.candidate.id()));
      closeUnused(invitation, ClosedCause.APPLICATION_CLOSED);
      if (r < 0.005) {
        rejectedLoi(invitation);
      }
      if (takesEntries(stay.pool.country)) {
        reenterPools(invitation);
      } else {
        stay.profile.ended = true;
      }
      return;
    }
    // Some LOIs are reported late. They count on the day of issue.
    boolean late = r < 0.17;
    emit(loi(invitation, late ? now().minus(Duration.ofDays(8)) : now()));
    stay.pool.lois++;
    emit(closed(invitation, ClosedCause.LOI_ISSUED));
    stay.profile.ended = true;
    if (chance(0.02)) {
      inDays(3, 31, () -> cancel(invitation));
    }
  }

  private void cancel(Invitation invitation) {
    Stay stay = invitation.stay;
    stay.pool.lois--;
    emit(
        new LoiCancelled(
            uuid(),
            now(),
            stay.pool.id,
            invitation.id,
            stay.profile.id,
            stay.profile.candidate.id()));
  }

  private void rejectedDecline(Invitation invitation) {
    emit(declined(invitation));
    emit(rejected(invitation, Answer.DECLINE, "the invitation is accepted or has ended"));
  }

  /** An LOI for an invitation that ended otherwise. It uses a spot nevertheless. */
  private void rejectedLoi(Invitation invitation) {
    emit(loi(invitation, now()));
    invitation.stay.pool.lois++;
    emit(rejected(invitation, Answer.LOI, "the invitation has ended otherwise"));
  }

  private void closeUnused(Invitation invitation, ClosedCause cause) {
    emit(closed(invitation, cause));
  }

  private InvitationClosed closed(Invitation invitation, ClosedCause cause) {
    Stay stay = invitation.stay;
    invitation.stage = Stage.CLOSED;
    stay.profile.invitation = null;
    stay.pool.open--;
    return InvitationClosed.newBuilder()
        .setEventId(uuid())
        .setOccurredAt(now())
        .setPool(stay.pool.id)
        .setRoundId(invitation.round)
        .setInvitationId(invitation.id)
        .setProfileId(stay.profile.id)
        .setCandidateId(stay.profile.candidate.id())
        .setStay(invitation.stayNumber)
        .setCause(cause)
        .setSeq(++stay.pool.country.decisions)
        .build();
  }

  private InvitationAccepted accepted(Invitation invitation) {
    Stay stay = invitation.stay;
    return new InvitationAccepted(
        uuid(), now(), stay.pool.id, invitation.id, stay.profile.id, stay.profile.candidate.id());
  }

  private InvitationDeclined declined(Invitation invitation) {
    Stay stay = invitation.stay;
    return new InvitationDeclined(
        uuid(), now(), stay.pool.id, invitation.id, stay.profile.id, stay.profile.candidate.id());
  }

  private LoiIssued loi(Invitation invitation, Instant at) {
    Stay stay = invitation.stay;
    return new LoiIssued(
        uuid(), at, stay.pool.id, invitation.id, stay.profile.id, stay.profile.candidate.id());
  }

  private AnswerRejected rejected(Invitation invitation, Answer answer, String reason) {
    Stay stay = invitation.stay;
    return AnswerRejected.newBuilder()
        .setEventId(uuid())
        .setOccurredAt(now())
        .setPool(stay.pool.id)
        .setInvitationId(invitation.id)
        .setProfileId(stay.profile.id)
        .setCandidateId(stay.profile.candidate.id())
        .setAnswer(answer)
        .setReason(reason)
        .build();
  }
}
