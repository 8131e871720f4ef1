package org.iecpools.auditor.draw;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.Topics;

/**
 * Generates a valid log of a country. Models both deciding services according to the protocol.
 * Their state is updated event by event, unlike in the verifier, which keeps no state. The model of
 * invitation-service reads a partition only on request, so a draw may not have read all partitions
 * to their ends.
 */
final class CountryModel {

  static final String CLUSTER = "model-cluster";
  static final PoolId COOP = PoolIds.of(2026, "IE", Category.INTERNATIONAL_COOP);
  static final PoolId PROFESSIONALS = PoolIds.of(2026, "IE", Category.YOUNG_PROFESSIONALS);
  static final PoolId HOLIDAY = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  static final List<PoolId> POOLS = List.of(COOP, PROFESSIONALS, HOLIDAY);

  static final Instant OPENS = Instant.parse("2026-01-05T17:00:00Z");
  private static final int PARTITIONS = 4;
  private static final LocalDate NEVER_TOO_OLD = LocalDate.of(2040, 1, 1);

  /** The beacon of the model. */
  static final LocalBeacon BEACON =
      LocalBeacon.of(
          ByteBuffer.allocate(32).putInt(28, 2026).array(),
          Instant.parse("2026-01-01T00:00:00Z"),
          Duration.ofSeconds(3));

  private static final Duration NOTICE = Duration.ofSeconds(12);

  /** A round to be drawn. */
  record Order(PoolId pool, UUID roundId) {}

  /** A candidate who can be drawn; a cheat may change it. */
  record Drawn(UUID profileId, UUID candidateId, int stay) {}

  /**
   * The inputs of a draw. A cheat changes them, and everything derived from them is consistent with
   * the change.
   */
  static final class Draft {
    PoolId pool;
    final Map<UUID, Drawn> drawable = new TreeMap<>(Formats.ASCENDING);
    byte[] seed;
    int size;
    long poolSize;
    Map<ReadPositions.Partition, Long> positions;
  }

  private enum State {
    INVITED,
    ACCEPTED,
    APPLIED,
    CLOSED
  }

  private static final class Invitation {
    UUID id;
    UUID roundId;
    UUID profileId;
    PoolId pool;
    int stay;
    LocalDate until;
    Instant drawnAt;
    State state = State.INVITED;
    ClosedCause cause;
    boolean issued;
  }

  private record Stay(int number, LocalDate until) {}

  /** A candidate's state in pool-service and in invitation-service. */
  static final class Person {
    /** Toronto, zones east and west of it, and an unknown zone, which is treated as Toronto. */
    private static final List<String> ZONES =
        List.of("America/Toronto", "Pacific/Auckland", "Pacific/Honolulu", "Mars/Olympus_Mons");

    final UUID id;
    String timeZone;
    UUID profile;
    boolean active;
    boolean withdrawalRequested;
    final Map<PoolId, LocalDate> wanted = new LinkedHashMap<>();
    final Map<PoolId, Integer> numbers = new HashMap<>();
    final Set<PoolId> in = new HashSet<>();
    private Invitation invited;

    private UUID current;
    private final Map<PoolId, Stay> stays = new HashMap<>();
    private Invitation open;
    private final Map<UUID, UUID> last = new HashMap<>();
    private final Set<List<Object>> left = new HashSet<>();
    private final Set<List<Object>> voided = new HashSet<>();
    private final Map<UUID, Invitation> invitations = new LinkedHashMap<>();
    private final Set<UUID> declinedInAdvance = new HashSet<>();

    private Person(UUID id) {
      this.id = id;
      this.timeZone = ZONES.get(Math.floorMod(id.hashCode(), ZONES.size()));
    }

    LocalDate today(Instant now) {
      return LocalDate.ofInstant(now, zone());
    }

    /** The instant at which a day begins. */
    Instant midnight(LocalDate day) {
      return day.atStartOfDay(zone()).toInstant();
    }

    private ZoneId zone() {
      return timeZone.startsWith("Mars") ? Weeks.ZONE : ZoneId.of(timeZone);
    }
  }

  private final SplittableRandom random;
  private final List<LoggedEvent> log = new ArrayList<>();

  private final Map<ReadPositions.Partition, Long> next = new HashMap<>();
  private final Map<ReadPositions.Partition, Long> read = new HashMap<>();
  private final Map<ReadPositions.Partition, Deque<LoggedEvent>> unread = new HashMap<>();
  private final Map<UUID, Person> people = new LinkedHashMap<>();
  private final Map<PoolId, PoolPlan> plans = new HashMap<>();
  private final Map<PoolId, Quota> quotas = new HashMap<>();
  private final Map<PoolId, Integer> sizes = new HashMap<>();
  private final Map<PoolId, Integer> lois = new HashMap<>();
  private final Set<UUID> issuedLois = new HashSet<>();
  private final Set<UUID> cancelledLois = new HashSet<>();
  private final Map<PoolId, Integer> reserved = new HashMap<>();
  private final Map<UUID, RoundScheduled> announced = new HashMap<>();
  private final Map<UUID, byte[]> seeds = new HashMap<>();
  private final Map<UUID, RoundRun> runs = new LinkedHashMap<>();
  private final List<Invitation> notIssued = new ArrayList<>();
  Instant now = OPENS;
  private boolean corrected;
  private long seq;

  private boolean limited = true;
  private boolean sealing;
  private boolean cancelling;

  CountryModel(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** States sizes by policy as earlier versions did, without the limit of drawable candidates. */
  CountryModel withSizesNotLimited() {
    limited = false;
    return this;
  }

  /** Seals lists, and draws with the value of a beacon. */
  CountryModel withBeacon() {
    sealing = true;
    return this;
  }

  /** Cancels rounds by policy in which nobody can be invited. Earlier versions drew nobody. */
  CountryModel withCancellations() {
    cancelling = true;
    return this;
  }

  // ---- the log

  /** The log so far. */
  DrawLog log() {
    return new DrawLog(
        CLUSTER,
        next.entrySet().stream()
            .map(e -> new Position(e.getKey().topic(), e.getKey().number(), e.getValue() - 1))
            .toList(),
        List.copyOf(log),
        List.of());
  }

  /** A candidate whose open invitation both services know. */
  Drawn holder() {
    return people.values().stream()
        .filter(person -> person.invited != null && person.open == person.invited)
        .findFirst()
        .map(person -> new Drawn(person.profile, person.id, person.invited.stay))
        .orElseThrow();
  }

  long seq() {
    return seq;
  }

  /** Appends an event and returns its position. */
  Position write(Event event) {
    String key = Topics.keyOf(event);
    ReadPositions.Partition partition =
        new ReadPositions.Partition(
            Topics.of(event).name(),
            Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % PARTITIONS);
    long offset = next.merge(partition, 1L, Long::sum) - 1;
    // Offsets have gaps: records of other countries and transaction markers.
    if (random.nextInt(5) == 0) {
      next.merge(partition, 1L, Long::sum);
      offset++;
    }
    LoggedEvent logged =
        new LoggedEvent(new Position(partition.topic(), partition.number(), offset), event);
    log.add(logged);
    unread.computeIfAbsent(partition, _ -> new ArrayDeque<>()).add(logged);
    return logged.position();
  }

  UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  byte[] bytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  // ---- operators

  static PoolPlan planned(PoolId pool, Integer cap, double yield) {
    return PoolPlan.newBuilder()
        .setCategory(pool.getCategory())
        .setRule(EligibilityRule.newBuilder().build())
        .setOpensAt(OPENS)
        .setFirstRoundAt(OPENS.plus(Duration.ofDays(7)))
        .setFinalRoundAt(OPENS.plus(Duration.ofDays(200)))
        .setClosesAt(OPENS.plus(Duration.ofDays(220)))
        .setRoundCap(cap)
        .setExpectedYield(yield)
        .build();
  }

  void plan(List<PoolPlan> pools) {
    write(new SeasonPlanned(id(), now, 2026, "IE", pools, null));
  }

  void quota(PoolId pool, Integer permits) {
    write(
        new QuotaAnnounced(
            id(),
            now,
            pool,
            new Quota(permits == null ? QuotaKind.UNLIMITED : QuotaKind.NUMBER, permits),
            null));
  }

  // ---- pool-service

  /** A new candidate's first profile. */
  Person submit(PoolId... pools) {
    return submitUntil(NEVER_TOO_OLD, pools);
  }

  /**
   * A candidate who is eligible until a day. pool-service does not notice the end of eligibility.
   */
  Person submitUntil(LocalDate until, PoolId... pools) {
    Person person = new Person(id());
    people.put(person.id, person);
    for (PoolId pool : pools) {
      person.wanted.put(pool, until);
    }
    submit(person);
    return person;
  }

  /** The same for a candidate in another time zone than Toronto's. */
  Person submitUntil(LocalDate until, ZoneId zone, PoolId pool) {
    Person person = new Person(id());
    person.timeZone = zone.getId();
    people.put(person.id, person);
    person.wanted.put(pool, until);
    submit(person);
    return person;
  }

  /** A candidate who never submitted a profile. */
  Drawn stranger() {
    Person person = new Person(id());
    people.put(person.id, person);
    return new Drawn(id(), person.id, 1);
  }

  /** The same candidate's next profile. */
  void submit(Person person) {
    person.profile = id();
    person.active = true;
    person.numbers.clear();
    person.wanted.keySet().forEach(pool -> enter(person, pool, null));
  }

  private void enter(Person person, PoolId pool, UUID after) {
    int stay = person.numbers.merge(pool, 1, Integer::sum);
    person.in.add(pool);
    write(
        PoolEntered.newBuilder()
            .setEventId(id())
            .setOccurredAt(now)
            .setPool(pool)
            .setProfileId(person.profile)
            .setCandidateId(person.id)
            .setStay(stay)
            .setAfter(after)
            .setEligibleUntil(person.wanted.get(pool))
            .setTimeZone(person.timeZone)
            .setIdentityChecked(identityIsChecked(person.profile))
            .build());
  }

  /** One in four states no identity document. */
  private static boolean identityIsChecked(UUID profile) {
    return (profile.getLeastSignificantBits() & 3) != 0;
  }

  private void leave(Person person, PoolId pool, LeaveCause cause) {
    person.in.remove(pool);
    write(
        new PoolLeft(id(), now, pool, person.profile, person.id, person.numbers.get(pool), cause));
  }

  private void voidLeave(Person person, UUID profile, PoolId pool, int stay) {
    write(new PoolLeaveVoided(id(), now, pool, profile, person.id, stay));
  }

  void withdraw(Person person) {
    if (person.invited != null && !person.withdrawalRequested) {
      person.withdrawalRequested = true;
      write(
          new PoolLeft(
              id(),
              now,
              person.invited.pool,
              person.profile,
              person.id,
              person.invited.stay,
              LeaveCause.WITHDRAWN));
      voidLeave(person, person.profile, person.invited.pool, person.invited.stay);
    } else if (person.invited == null && person.active) {
      person.active = false;
      List.copyOf(person.in).forEach(pool -> leave(person, pool, LeaveCause.WITHDRAWN));
    }
  }

  private void poolServiceReads(InvitationIssued e) {
    Person person = people.get(e.getCandidateId());
    if (!person.active || !person.profile.equals(e.getProfileId())) {
      voidLeave(person, e.getProfileId(), e.getPool(), e.getStay());
      return;
    }
    person.invited = person.invitations.get(e.getInvitationId());
    person.in.remove(e.getPool());
    List.copyOf(person.in).forEach(pool -> leave(person, pool, LeaveCause.INVITED));
  }

  private void poolServiceReads(InvitationClosed e) {
    Person person = people.get(e.getCandidateId());
    if (person.invited == null || !person.invited.id.equals(e.getInvitationId())) {
      return;
    }
    person.invited = null;
    switch (e.getCause()) {
      case DECLINED, VOIDED -> {
        person.numbers.merge(e.getPool(), 1, Integer::sum);
        person.in.add(e.getPool());
        if (person.withdrawalRequested) {
          person.active = false;
          leave(person, e.getPool(), LeaveCause.WITHDRAWN);
        } else {
          person.wanted.keySet().stream()
              .filter(pool -> !pool.equals(e.getPool()))
              .forEach(pool -> enter(person, pool, e.getInvitationId()));
        }
      }
      case APPLICATION_CLOSED -> {
        person.active = !person.withdrawalRequested;
        if (!person.withdrawalRequested) {
          person.wanted.keySet().forEach(pool -> enter(person, pool, e.getInvitationId()));
        }
      }
      default -> person.active = false;
    }
    person.withdrawalRequested = false;
  }

  // ---- upstream

  void accept(Person person) {
    Invitation i = person.invited;
    write(new InvitationAccepted(id(), now, i.pool, i.id, i.profileId, person.id));
  }

  /** The holder of an invitation accepts it. */
  void accept(InvitationIssued e) {
    write(
        new InvitationAccepted(
            id(), now, e.getPool(), e.getInvitationId(), e.getProfileId(), e.getCandidateId()));
  }

  void decline(Person person) {
    Invitation i = person.invited;
    write(new InvitationDeclined(id(), now, i.pool, i.id, i.profileId, person.id));
  }

  /** Declines an invitation before its round is drawn. Its id can be computed in advance. */
  private void declineInAdvance(Person person, Order order) {
    UUID invitation = Formats.invitationId(order.roundId(), person.profile);
    write(new InvitationDeclined(id(), now, order.pool(), invitation, person.profile, person.id));
  }

  /** If a candidate who declined in advance was drawn, declines again. */
  private void declineAgain(Person person) {
    person.declinedInAdvance.stream()
        .map(person.invitations::get)
        .filter(Objects::nonNull)
        .forEach(
            i -> write(new InvitationDeclined(id(), now, i.pool, i.id, i.profileId, person.id)));
  }

  void apply(Person person) {
    Invitation i = person.invited;
    write(new ApplicationSubmitted(id(), now, i.pool, i.id, i.profileId, person.id));
  }

  void closeApplication(Person person) {
    Invitation i = person.invited;
    write(new ApplicationClosed(id(), now, i.pool, i.id, i.profileId, person.id));
  }

  LoiIssued issueLoi(Person person) {
    Invitation i = person.invited;
    LoiIssued loi = new LoiIssued(id(), now, i.pool, i.id, i.profileId, person.id);
    write(loi);
    return loi;
  }

  void cancel(LoiIssued loi) {
    write(
        new LoiCancelled(
            id(),
            now,
            loi.getPool(),
            loi.getInvitationId(),
            loi.getProfileId(),
            loi.getCandidateId()));
  }

  // ---- invitation-service reads

  /** Reads everything written so far. */
  void readAll() {
    while (unread.values().stream().anyMatch(queue -> !queue.isEmpty())) {
      List.copyOf(unread.keySet()).forEach(partition -> read(partition, Integer.MAX_VALUE));
    }
  }

  /** Reads some partitions to their ends and others in part, but always all announcements. */
  void readSome() {
    for (ReadPositions.Partition partition : List.copyOf(unread.keySet())) {
      boolean all =
          partition.topic().equals("iec.rounds")
              || partition.topic().equals("iec.seasons")
              || random.nextInt(3) > 0;
      read(partition, all ? Integer.MAX_VALUE : random.nextInt(4));
    }
  }

  private void read(ReadPositions.Partition partition, int atMost) {
    Deque<LoggedEvent> queue = unread.get(partition);
    for (int i = 0; i < atMost && !queue.isEmpty(); i++) {
      LoggedEvent at = queue.poll();
      if (take(at.event())) {
        read.put(partition, at.position().offset());
      }
    }
  }

  /** Returns false for events that invitation-service does not read. */
  private boolean take(Event event) {
    switch (event) {
      case SeasonPlanned e ->
          e.getPools().forEach(plan -> plans.put(PoolIds.of(2026, "IE", plan.getCategory()), plan));
      case QuotaAnnounced e -> quotas.put(e.getPool(), e.getQuota());
      case PoolEntered e -> {
        Person person = people.get(e.getCandidateId());
        sizes.merge(e.getPool(), 1, Integer::sum);
        if (!e.getProfileId().equals(person.current)) {
          person.current = e.getProfileId();
          person.stays.clear();
        }
        if (Objects.equals(e.getAfter(), person.last.get(e.getProfileId()))) {
          person.stays.put(e.getPool(), new Stay(e.getStay(), e.getEligibleUntil()));
        }
      }
      case PoolLeft e -> {
        Person person = people.get(e.getCandidateId());
        // PoolLeft is repeated if a withdrawal was refused and then retried. The stay is counted
        // once.
        if (person.left.add(List.of(e.getProfileId(), e.getPool(), e.getStay()))) {
          sizes.merge(e.getPool(), -1, Integer::sum);
        }
        Stay stay = person.stays.get(e.getPool());
        if (stay != null
            && stay.number() == e.getStay()
            && e.getProfileId().equals(person.current)) {
          person.stays.remove(e.getPool());
        }
        if (e.getCause() == LeaveCause.WITHDRAWN
            && person.open != null
            && person.open.profileId.equals(e.getProfileId())) {
          if (person.open.state == State.APPLIED) {
            reject(person, person.open, Answer.WITHDRAWAL);
            person.withdrawalRequested = false;
          } else {
            close(person, person.open, ClosedCause.PROFILE_WITHDRAWN);
          }
        }
      }
      case PoolLeaveVoided e -> {
        if (people
            .get(e.getCandidateId())
            .voided
            .add(List.of(e.getProfileId(), e.getPool(), e.getStay()))) {
          sizes.merge(e.getPool(), 1, Integer::sum);
        }
      }
      case InvitationAccepted e -> {
        Invitation invitation = invitation(e.getCandidateId(), e.getInvitationId());
        if (invitation.state == State.INVITED) {
          confirm(people.get(e.getCandidateId()), invitation, e);
        }
      }
      case InvitationDeclined e -> {
        Person person = people.get(e.getCandidateId());
        Invitation invitation = invitation(e.getCandidateId(), e.getInvitationId());
        if (invitation == null) {
          if (person.declinedInAdvance.add(e.getInvitationId())) {
            sizes.merge(e.getPool(), 1, Integer::sum);
          }
        } else if (invitation.state == State.INVITED) {
          close(person, invitation, ClosedCause.DECLINED);
          sizes.merge(invitation.pool, 1, Integer::sum);
          putBack(person, invitation);
        } else if (invitation.cause != ClosedCause.DECLINED) {
          reject(person, invitation, Answer.DECLINE);
        }
      }
      case ApplicationSubmitted e -> {
        Invitation invitation = invitation(e.getCandidateId(), e.getInvitationId());
        if (invitation.state != State.CLOSED) {
          invitation.state = State.APPLIED;
        }
      }
      case ApplicationClosed e -> {
        Invitation invitation = invitation(e.getCandidateId(), e.getInvitationId());
        if (invitation.state != State.CLOSED) {
          close(people.get(e.getCandidateId()), invitation, ClosedCause.APPLICATION_CLOSED);
        }
      }
      case LoiIssued e -> {
        if (issuedLois.add(e.getInvitationId())) {
          lois.merge(e.getPool(), 1, Integer::sum);
        }
        Invitation invitation = invitation(e.getCandidateId(), e.getInvitationId());
        if (invitation.state == State.CLOSED) {
          reject(people.get(e.getCandidateId()), invitation, Answer.LOI);
        } else {
          close(people.get(e.getCandidateId()), invitation, ClosedCause.LOI_ISSUED);
        }
      }
      case LoiCancelled e -> {
        if (cancelledLois.add(e.getInvitationId())) {
          lois.merge(e.getPool(), -1, Integer::sum);
        }
      }
      case RoundScheduled _, RoundSealed _, RoundCancelled _, RoundRun _ -> {
        // Read only for the positions.
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private Invitation invitation(UUID candidateId, UUID invitationId) {
    return people.get(candidateId).invitations.get(invitationId);
  }

  // ---- invitation-service decides

  private void putBack(Person person, Invitation invitation) {
    if (invitation.profileId.equals(person.current)) {
      person.stays.put(invitation.pool, new Stay(invitation.stay + 1, invitation.until));
    }
  }

  private void close(Person person, Invitation invitation, ClosedCause cause) {
    close(person, invitation, cause, null);
  }

  private void close(Person person, Invitation invitation, ClosedCause cause, String reason) {
    if (!invitation.issued) {
      issue(person, invitation);
    }
    invitation.state = State.CLOSED;
    invitation.cause = cause;
    person.open = null;
    reserved.merge(invitation.pool, -1, Integer::sum);
    InvitationClosed closed =
        new InvitationClosed(
            id(),
            now,
            invitation.pool,
            invitation.roundId,
            invitation.id,
            invitation.profileId,
            person.id,
            invitation.stay,
            cause,
            ++seq,
            reason);
    write(closed);
    poolServiceReads(closed);
  }

  private void confirm(Person person, Invitation invitation, InvitationAccepted acceptance) {
    invitation.state = State.ACCEPTED;
    Instant acceptedAt = acceptance.getOccurredAt();
    write(
        new AcceptanceConfirmed(
            id(),
            now,
            invitation.pool,
            invitation.id,
            invitation.profileId,
            person.id,
            acceptedAt,
            person.midnight(person.today(acceptedAt).plusDays(21))));
  }

  /** Corrects a round: voids at most {@code atMost} of its invitations that can be voided. */
  RoundRun correct(UUID roundId, int atMost, String reason) {
    RoundRun last = runs.get(roundId);
    Map<UUID, Person> holders = new LinkedHashMap<>();
    for (Person person : people.values()) {
      if (holders.size() < atMost
          && person.open != null
          && person.open.roundId.equals(roundId)
          && person.open.state != State.APPLIED) {
        holders.put(person.open.id, person);
      }
    }
    if (holders.isEmpty()) {
      return last;
    }
    List<UUID> voided = new ArrayList<>(last.getVoided());
    voided.addAll(holders.keySet());
    RoundRun correction =
        RoundRun.newBuilder(last)
            .setEventId(id())
            .setRevision(last.getRevision() + 1)
            .setInvited(last.getInvited() - holders.size())
            .setCorrection(reason)
            .setVoided(voided)
            .build();
    runs.put(roundId, correction);
    write(correction);
    for (Person person : holders.values()) {
      Invitation invitation = person.open;
      close(person, invitation, ClosedCause.VOIDED, reason);
      sizes.merge(invitation.pool, 1, Integer::sum);
      putBack(person, invitation);
    }
    return correction;
  }

  /** The deadline to answer or to apply passes. */
  void lapse(Person person) {
    if (person.open != null) {
      close(
          person,
          person.open,
          person.open.state == State.INVITED
              ? ClosedCause.NOT_ANSWERED
              : ClosedCause.NOT_SUBMITTED);
    }
  }

  private void reject(Person person, Invitation invitation, Answer answer) {
    write(
        new AnswerRejected(
            id(),
            now,
            invitation.pool,
            invitation.id,
            invitation.profileId,
            person.id,
            answer,
            "too late",
            seq));
  }

  /** Announces a round with its size by policy, from the plan as known to the service. */
  Order announce(PoolId pool, Duration ahead) {
    PoolPlan plan = plans.get(pool);
    return announce(pool, ahead, null, plan.getRoundCap(), plan.getExpectedYield());
  }

  /** Announces a round with a size stated by an operator. */
  Order announceOrdered(PoolId pool, int size) {
    return announce(pool, Duration.ZERO, size, null, null);
  }

  private Order announce(PoolId pool, Duration ahead, Integer size, Integer cap, Double yield) {
    UUID roundId = id();
    seeds.put(roundId, bytes());
    RoundScheduled scheduled =
        RoundScheduled.newBuilder()
            .setEventId(id())
            .setOccurredAt(now)
            .setPool(pool)
            .setRoundId(roundId)
            .setRunsAt(now.plus(ahead))
            .setSize(size)
            .setRoundCap(cap)
            .setExpectedYield(yield)
            .setBeacon(beacon(pool, now.plus(ahead)))
            .build();
    announced.put(roundId, committed(scheduled));
    write(announced.get(roundId));
    return new Order(pool, roundId);
  }

  /** The beacon's round that decides a draw; null without a beacon. */
  private BeaconRoundId beacon(PoolId pool, Instant due) {
    Instant closed = due.plusSeconds(15L * POOLS.indexOf(pool));
    return sealing ? beaconRound(BEACON.chain().firstAfter(closed.plus(NOTICE))) : null;
  }

  static BeaconRoundId beaconRound(long number) {
    byte[] chain = HexFormat.of().parseHex(BEACON.chain().hash());
    return new BeaconRoundId(ByteBuffer.wrap(chain), number, BEACON.chain().timeOf(number));
  }

  /** Replaces the commitment by the one that matches the announcement. */
  RoundScheduled committed(RoundScheduled announcement) {
    UUID roundId = announcement.getRoundId();
    Rule rule = Rule.of(announcement).orElseThrow();
    BeaconRoundId beacon = announcement.getBeacon();
    byte[] commitment =
        beacon == null
            ? Formats.commitment(roundId, rule, seeds.get(roundId))
            : Formats.commitment(
                roundId,
                rule,
                Formats.bytes(beacon.getChain()),
                beacon.getNumber(),
                seeds.get(roundId));
    return RoundScheduled.newBuilder(announcement)
        .setCommitment(ByteBuffer.wrap(commitment))
        .build();
  }

  /** Announces a round again, from the plan as known now. */
  void announceAgain(Order order, String reason) {
    RoundScheduled before = announced.get(order.roundId());
    seeds.put(order.roundId(), bytes());
    RoundScheduled again =
        committed(
            RoundScheduled.newBuilder(before)
                .setEventId(id())
                .setOccurredAt(now)
                .setRoundCap(plans.get(order.pool()).getRoundCap())
                .setExpectedYield(plans.get(order.pool()).getExpectedYield())
                .setRevision(before.getRevision() + 1)
                .setReason(reason)
                .build());
    announced.put(order.roundId(), again);
    write(again);
  }

  /** Draws rounds in one decision. */
  void draw(List<Order> orders) {
    draw(orders, _ -> {});
  }

  /** Draws rounds, with a cheat in the inputs of each draw. */
  void draw(List<Order> orders, Consumer<Draft> cheat) {
    Map<ReadPositions.Partition, Long> positions = new HashMap<>(read);
    orders.stream()
        .sorted(Comparator.comparingInt(order -> POOLS.indexOf(order.pool())))
        .forEach(order -> run(order, positions, cheat));
    endDeclinedInAdvance();
  }

  private void endDeclinedInAdvance() {
    for (Person person : people.values()) {
      Invitation open = person.open;
      if (open != null && person.declinedInAdvance.contains(open.id)) {
        close(person, open, ClosedCause.DECLINED);
        putBack(person, open);
      }
    }
  }

  private void run(Order order, Map<ReadPositions.Partition, Long> seen, Consumer<Draft> cheat) {
    Draft draft = new Draft();
    draft.pool = order.pool();
    draft.positions = new HashMap<>(seen);
    draft.seed = seeds.get(order.roundId());
    draft.poolSize = sizes.getOrDefault(order.pool(), 0);
    for (Person person : people.values()) {
      Stay stay = person.stays.get(order.pool());
      if (stay != null && person.open == null && !stay.until().isBefore(person.today(now))) {
        draft.drawable.put(person.current, new Drawn(person.current, person.id, stay.number()));
      }
    }
    draft.size = size(announced.get(order.roundId()), order.pool(), draft.drawable.size());
    cheat.accept(draft);
    if (cancelling
        && announced.get(order.roundId()).getSize() == null
        && (draft.drawable.isEmpty() || draft.size == 0)) {
      write(cancelled(order, draft));
      return;
    }
    int unchecked =
        (int) draft.drawable.keySet().stream().filter(id -> !identityIsChecked(id)).count();

    RoundRun.Builder builder =
        RoundRun.newBuilder()
            .setEventId(id())
            .setPool(order.pool())
            .setRoundId(order.roundId())
            .setSeq(++seq)
            .setAgesJudgedAt(now)
            .setPoolSize((int) draft.poolSize)
            .setDrawable(draft.drawable.size())
            .setUncheckedIdentities(unchecked)
            .setSize(draft.size)
            .setSizeReason("by the rule")
            .setPositions(positions(draft))
            .setLog(CLUSTER)
            .setSeed(ByteBuffer.wrap(draft.seed));
    BeaconRoundId beacon = announced.get(order.roundId()).getBeacon();
    List<UUID> leaves =
        draft.drawable.keySet().stream()
            .map(id -> beacon == null ? id : Formats.pseudonym(order.roundId(), id))
            .sorted(Formats.ASCENDING)
            .toList();
    builder.setMerkleRoot(ByteBuffer.wrap(Formats.merkleRoot(leaves)));
    if (beacon != null) {
      seal(builder, beacon);
    }
    Tickets tickets =
        Tickets.of(builder.setInvited(0).setOccurredAt(now).setDrawDate(Weeks.day(now)).build());
    List<Drawn> winners =
        draft.drawable.values().stream()
            .sorted(
                Comparator.comparing(
                    drawn -> tickets.of(drawn.profileId()), Arrays::compareUnsigned))
            .limit(draft.size)
            .toList();
    if (!winners.isEmpty()) {
      builder.setCutOff(ByteBuffer.wrap(tickets.of(winners.getLast().profileId())));
    }
    RoundRun run = builder.setInvited(winners.size()).build();
    runs.put(order.roundId(), run);
    write(run);
    winners.forEach(winner -> invite(order, winner));
  }

  private static List<InputPosition> positions(Draft draft) {
    return draft.positions.entrySet().stream()
        .map(e -> new InputPosition(e.getKey().topic(), e.getKey().number(), e.getValue()))
        .toList();
  }

  /** The cancellation of a round in which nobody can be invited, as drafted. */
  private RoundCancelled cancelled(Order order, Draft draft) {
    return RoundCancelled.newBuilder()
        .setEventId(id())
        .setOccurredAt(now)
        .setPool(order.pool())
        .setRoundId(order.roundId())
        .setCause(CancellationCause.NOBODY_TO_INVITE)
        .setReason("nobody to invite by the rule")
        .setAfter(seq)
        .setDrawable(draft.drawable.size())
        .setSize(draft.size)
        .setPositions(positions(draft))
        .setLog(CLUSTER)
        .build();
  }

  /** Seals the list of a draw, and waits for the beacon. */
  private void seal(RoundRun.Builder run, BeaconRoundId id) {
    write(
        RoundSealed.newBuilder()
            .setEventId(id())
            .setOccurredAt(now)
            .setPool(run.getPool())
            .setRoundId(run.getRoundId())
            .setBeacon(id)
            .setSeq(run.getSeq())
            .setPoolSize(run.getPoolSize())
            .setDrawable(run.getDrawable())
            .setUncheckedIdentities(run.getUncheckedIdentities())
            .setSize(run.getSize())
            .setSizeReason(run.getSizeReason())
            .setMerkleRoot(run.getMerkleRoot())
            .setPositions(run.getPositions())
            .setLog(run.getLog())
            .build());
    now = id.getAt();
    BeaconRound value = BEACON.round(id.getNumber());
    run.setBeacon(id)
        .setBeaconValue(ByteBuffer.wrap(value.value()))
        .setBeaconSignature(ByteBuffer.wrap(value.signature()));
  }

  private void invite(Order order, Drawn winner) {
    Person person = people.get(winner.candidateId());
    Stay stay = person.stays.get(order.pool());
    Invitation invitation = new Invitation();
    invitation.id = Formats.invitationId(order.roundId(), winner.profileId());
    invitation.roundId = order.roundId();
    invitation.profileId = winner.profileId();
    invitation.pool = order.pool();
    invitation.stay = winner.stay();
    invitation.until = stay == null ? NEVER_TOO_OLD : stay.until();
    invitation.drawnAt = now;
    person.invitations.put(invitation.id, invitation);
    person.open = invitation;
    person.last.put(winner.profileId(), invitation.id);
    person.stays.clear();
    sizes.merge(order.pool(), -1, Integer::sum);
    reserved.merge(order.pool(), 1, Integer::sum);
    notIssued.add(invitation);
  }

  /**
   * All drawable candidates if the free spots suffice; otherwise the size computed from the yield.
   */
  private int size(RoundScheduled announcement, PoolId pool, int drawable) {
    if (announcement.getSize() != null) {
      return announcement.getSize();
    }
    Quota quota = quotas.get(pool);
    int size = drawable;
    if (quota.getKind() == QuotaKind.NUMBER) {
      int spots = Math.max(0, quota.getPermits() - lois.getOrDefault(pool, 0));
      int open = reserved.getOrDefault(pool, 0);
      if (spots - open < drawable) {
        BigDecimal yield = BigDecimal.valueOf(announcement.getExpectedYield());
        size =
            Math.max(
                0,
                BigDecimal.valueOf(spots)
                    .divide(yield, 10, RoundingMode.HALF_UP)
                    .subtract(BigDecimal.valueOf(open))
                    .setScale(0, RoundingMode.CEILING)
                    .intValue());
      }
    }
    if (limited) {
      size = Math.min(size, drawable);
    }
    return announcement.getRoundCap() == null ? size : Math.min(size, announcement.getRoundCap());
  }

  /** Writes all pending invitations. */
  void issue() {
    issue(notIssued.size());
  }

  /** Writes at most {@code atMost} pending invitations. */
  void issue(int atMost) {
    for (int i = 0; i < atMost && !notIssued.isEmpty(); i++) {
      Invitation invitation = notIssued.getFirst();
      issue(
          people.values().stream()
              .filter(person -> person.invitations.containsKey(invitation.id))
              .findFirst()
              .orElseThrow(),
          invitation);
    }
  }

  private void issue(Person person, Invitation invitation) {
    notIssued.remove(invitation);
    invitation.issued = true;
    InvitationIssued issued =
        InvitationIssued.newBuilder()
            .setEventId(id())
            .setOccurredAt(invitation.drawnAt)
            .setPool(invitation.pool)
            .setRoundId(invitation.roundId)
            .setInvitationId(invitation.id)
            .setProfileId(invitation.profileId)
            .setCandidateId(person.id)
            .setStay(invitation.stay)
            .setAnswerBy(invitation.drawnAt.plus(Duration.ofDays(10)))
            .build();
    write(issued);
    poolServiceReads(issued);
  }

  // ---- a whole season

  /** Corrects some rounds of the season from now on. */
  CountryModel withCorrections() {
    corrected = true;
    return this;
  }

  /** Plays weeks of rounds in three pools, with random events in between. */
  CountryModel play(int weeks) {
    plan(
        List.of(
            planned(COOP, null, 0.5), planned(PROFESSIONALS, 4, 0.6), planned(HOLIDAY, null, 0.6)));
    quota(COOP, 3);
    quota(PROFESSIONALS, null);
    quota(HOLIDAY, 20);
    readAll();
    for (int i = 0; i < 24; i++) {
      newcomer();
    }
    for (int week = 1; week <= weeks; week++) {
      week(week);
    }
    return this;
  }

  private void newcomer() {
    PoolId[] wanted = POOLS.stream().filter(_ -> random.nextInt(3) > 0).toArray(PoolId[]::new);
    // Some candidates become too old, which pool-service does not notice.
    LocalDate until =
        random.nextInt(6) == 0 ? Weeks.day(now).plusDays(random.nextInt(20)) : NEVER_TOO_OLD;
    submitUntil(until, wanted.length == 0 ? new PoolId[] {HOLIDAY} : wanted);
  }

  private void week(int week) {
    List<Order> orders = ready(week);
    draw(orders);
    if (random.nextBoolean()) {
      // A candidate withdraws before the draw is published.
      people.values().stream().filter(p -> p.active).findAny().ifPresent(this::withdraw);
    }
    issue();
    people.values().forEach(this::declineAgain);
  }

  /** Plays a week up to its rounds, which are announced but not drawn. */
  List<Order> ready(int week) {
    List<Order> orders = new ArrayList<>();
    POOLS.forEach(pool -> orders.add(announce(pool, Duration.ofDays(7))));
    readAll();
    if (week == 2) {
      plan(
          List.of(
              planned(COOP, null, 0.5),
              planned(PROFESSIONALS, 3, 0.6),
              planned(HOLIDAY, null, 0.6)));
      readAll();
      announceAgain(orders.get(1), "the cap of the plan has changed to 3");
    }
    people.values().stream()
        .filter(person -> person.active && random.nextInt(6) == 0)
        .forEach(person -> declineInAdvance(person, orders.getLast()));
    for (int day = 0; day < 7; day++) {
      pass(Duration.ofDays(1));
      people.values().stream().toList().forEach(this::act);
      if (corrected && random.nextInt(7) == 0) {
        runs.keySet().stream()
            .skip(random.nextInt(runs.size() + 1))
            .findFirst()
            .ifPresent(round -> correct(round, 2, "a mistake was made"));
      }
      if (random.nextBoolean()) {
        newcomer();
      }
      readSome();
    }
    if (week == 3) {
      orders.set(2, announceOrdered(HOLIDAY, 2));
    }
    readSome();
    return orders;
  }

  private void act(Person person) {
    if (person.invited == null) {
      switch (random.nextInt(40)) {
        case 0 -> withdraw(person);
        case 1, 2, 3, 4, 5 -> {
          if (!person.active && person.open == null) {
            submit(person);
          }
        }
        default -> {
          // no action
        }
      }
      return;
    }
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3 -> decline(person);
      case 4, 5 -> accept(person);
      case 6, 7 -> apply(person);
      case 8 -> closeApplication(person);
      case 9, 10 -> {
        LoiIssued loi = issueLoi(person);
        if (random.nextInt(4) == 0) {
          cancel(loi);
        }
      }
      case 11 -> withdraw(person);
      case 12 -> lapse(person);
      default -> {
        // no action
      }
    }
  }
}
