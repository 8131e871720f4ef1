package org.iecpools.auditor.draw;

import static org.iecpools.auditor.draw.Formats.hex;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.jspecify.annotations.Nullable;

/** Checks what had to be published before the draw: announcement, seed commitment and size rule. */
final class AnnouncementChecks {

  private final Round round;

  private AnnouncementChecks(Round round) {
    this.round = round;
  }

  static List<Check> of(Round round) {
    AnnouncementChecks checks = new AnnouncementChecks(round);
    return List.of(
        checks.announcedBefore(),
        checks.announcements(),
        checks.commitment(),
        checks.freshSeed(),
        checks.rule(),
        checks.mayRun());
  }

  /** The checks that need no other events than those of the round. */
  static List<Check> ofTheRoundAlone(Round round) {
    AnnouncementChecks checks = new AnnouncementChecks(round);
    return List.of(checks.announcedBefore(), checks.announcements(), checks.commitment());
  }

  private Check announcedBefore() {
    Claim claim = Claim.ANNOUNCED_BEFORE;
    if (round.announcements().isEmpty()) {
      return claim.broken("round %s has no RoundScheduled", round.id());
    }
    Optional<Logged<RoundScheduled>> last = round.announced();
    if (last.isEmpty()) {
      return claim.broken(
          "the round was announced at %s, after it ran at %s",
          round.announcements().getFirst().position(), round.at().position());
    }
    Logged<RoundScheduled> announcement = last.get();
    ReadPositions.Partition partition = ReadPositions.Partition.of(round.at().position());
    Optional<Long> read = round.seen().upTo(partition);
    if (read.isEmpty()) {
      return claim.broken("the draw does not state how far it had read %s", partition);
    }
    if (read.get() >= round.at().position().offset()) {
      return claim.broken(
          "the draw at %s states that it had read %s up to %d, which includes the draw itself",
          round.at().position(), partition, read.get());
    }
    if (read.get() < announcement.position().offset()) {
      return claim.broken(
          "the draw had read %s only up to %d, but its last announcement is at %d",
          partition, read.get(), announcement.position().offset());
    }
    return claim.holds(
        "announced at %s, %s before the draw at %s, which had read up to %d",
        announcement.position(),
        inWords(
            Duration.between(announcement.event().getOccurredAt(), round.run().getOccurredAt())),
        round.at().position(),
        read.get());
  }

  private static String inWords(Duration time) {
    return time.toDays() > 1
        ? time.toDays() + " days"
        : time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toMillis() + " ms";
  }

  private Check announcements() {
    Claim claim = Claim.ANNOUNCEMENTS;
    List<Logged<RoundScheduled>> all = round.announcements();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      RoundScheduled announcement = all.get(i).event();
      if (announcement.getRevision() != i) {
        faults.add(
            "announcement %d, at %s, has revision %d"
                .formatted(i, all.get(i).position(), announcement.getRevision()));
      }
      if (i > 0 && (announcement.getReason() == null || announcement.getReason().isBlank())) {
        faults.add("the announcement at %s has no reason".formatted(all.get(i).position()));
      }
      if (!announcement.getPool().equals(round.pool())) {
        faults.add(
            "the announcement at %s is for pool %s"
                .formatted(all.get(i).position(), PoolIds.text(announcement.getPool())));
      }
      if (all.get(i).position().offset() > round.at().position().offset()) {
        faults.add("the round was announced at %s, after it ran".formatted(all.get(i).position()));
      }
    }
    if (!faults.isEmpty()) {
      return claim.broken("%s", String.join("; ", faults));
    }
    return switch (all.size()) {
      case 0 -> claim.notJudged("the round was never announced");
      case 1 -> claim.holds("announced once");
      default ->
          claim.holds(
              "announced %d times: %s",
              all.size(),
              all.stream()
                  .skip(1)
                  .map(
                      announcement ->
                          "revision %d, reason: %s"
                              .formatted(
                                  announcement.event().getRevision(),
                                  announcement.event().getReason()))
                  .collect(Collectors.joining("; ")));
    };
  }

  private Check commitment() {
    Claim claim = Claim.COMMITMENT;
    Optional<Logged<RoundScheduled>> last = round.announced();
    if (last.isEmpty()) {
      return claim.notJudged("there is no commitment before the draw");
    }
    RoundScheduled announcement = last.get().event();
    byte[] committed = Formats.bytes(announcement.getCommitment());
    if (committed == null) {
      return claim.notJudged(
          "the announcement at %s has no commitment, as in versions without proofs",
          last.get().position());
    }
    Optional<Rule> rule = Rule.of(announcement);
    byte[] seed = Formats.bytes(round.run().getSeed());
    if (rule.isEmpty()) {
      return claim.broken(
          "the announcement at %s does not state a size rule", last.get().position());
    }
    if (seed == null) {
      return claim.broken("no seed is revealed: %s", round.run().getSizeReason());
    }
    if (seed.length != Formats.SEED) {
      return claim.broken("the revealed seed does not have 32 bytes: %s", hex(seed));
    }
    byte[] opened = commitment(announcement.getBeacon(), rule.get(), seed);
    return claim.equal(
        Arrays.equals(opened, committed),
        "the commitment is %s; seed %s and %s give %s",
        hex(committed),
        hex(seed),
        rule.get().inWords(),
        hex(opened));
  }

  private byte[] commitment(@Nullable BeaconRoundId beacon, Rule rule, byte[] seed) {
    return beacon == null
        ? Formats.commitment(round.id(), rule, seed)
        : Formats.commitment(
            round.id(),
            rule,
            Objects.requireNonNull(Formats.bytes(beacon.getChain())),
            beacon.getNumber(),
            seed);
  }

  private Check freshSeed() {
    Claim claim = Claim.FRESH_SEED;
    ByteBuffer seed = round.run().getSeed();
    if (seed == null) {
      return claim.notJudged("no seed was revealed");
    }
    return round.seeds().getOrDefault(seed, List.of()).stream()
        .filter(other -> !other.event().getRoundId().equals(round.id()) && isBefore(other))
        .findFirst()
        .map(
            other ->
                claim.broken(
                    "round %s at %s revealed the same seed before",
                    other.event().getRoundId(), other.position()))
        .orElseGet(() -> claim.holds("no earlier draw revealed the seed"));
  }

  /** By offset within a country; by the stated times between countries. */
  private boolean isBefore(Logged<RoundRun> other) {
    return PoolIds.country(other.event().getPool()).equals(PoolIds.country(round.pool()))
        ? other.position().offset() < round.at().position().offset()
        : other.event().getOccurredAt().isBefore(round.run().getOccurredAt());
  }

  private Check rule() {
    Claim claim = Claim.RULE;
    Optional<Rule> announced = round.rule();
    if (announced.isEmpty()) {
      return claim.notJudged("no size rule was announced before the draw");
    }
    return switch (announced.get()) {
      case Rule.ByOperator(int size) -> claim.equal(size >= 0, "the operator stated size %d", size);
      case Rule.ByPolicy policy ->
          round
              .log()
              .book(round.seen())
              .plan(round.pool())
              .map(
                  plan ->
                      claim.equal(
                          Objects.equals(policy.cap(), PolicySize.cap(plan.getRoundCap()))
                              && policy.yield() == PolicySize.share(plan.getExpectedYield()),
                          "announced: %s; the plan in force has cap %s and expected yield %s",
                          policy.inWords(),
                          plan.getRoundCap() == null ? "none" : plan.getRoundCap(),
                          plan.getExpectedYield()))
              .orElseGet(
                  () -> claim.broken("the plan that the draw had read does not contain this pool"));
    };
  }

  private Check mayRun() {
    Claim claim = Claim.MAY_RUN;
    SeasonBook book = round.log().book(round.seen());
    Optional<PoolPlan> plan = book.plan(round.pool());
    if (plan.isEmpty()) {
      return claim.broken("the plan that the draw had read does not contain this pool");
    }
    List<String> faults = new ArrayList<>();
    Instant drawn = round.decidedAt();
    Instant due =
        round.announced().map(announcement -> announcement.event().getRunsAt()).orElse(drawn);
    if (drawn.isBefore(due)) {
      faults.add("the round ran at %s, before it was due at %s".formatted(drawn, due));
    }
    if (due.isBefore(plan.get().getFirstRoundAt())) {
      faults.add("no round may run before " + plan.get().getFirstRoundAt());
    }
    Optional<String> exception =
        due.isAfter(plan.get().getFinalRoundAt()) ? afterFinalRound() : Optional.empty();
    if (due.isAfter(plan.get().getFinalRoundAt()) && exception.isEmpty()) {
      faults.add(
          "no round may run after %s without a reason in its announcement"
              .formatted(plan.get().getFinalRoundAt()));
    }
    if (!drawn.isBefore(plan.get().getClosesAt())) {
      faults.add("the season closed at " + plan.get().getClosesAt());
    }
    plan.get().getPauses().stream()
        .filter(pause -> !due.isBefore(pause.getFrom()) && due.isBefore(pause.getUntil()))
        .forEach(
            pause ->
                faults.add(
                    "no round may run from %s until %s"
                        .formatted(pause.getFrom(), pause.getUntil())));
    QuotaKind quota =
        book.quota(round.pool())
            .or(() -> Reference.shipped().quota(round.pool()))
            .map(Quota::getKind)
            .orElse(QuotaKind.UNKNOWN);
    if (quota != QuotaKind.NUMBER && quota != QuotaKind.UNLIMITED) {
      faults.add("the quota is " + quota);
    }
    return faults.isEmpty()
        ? claim.holds(
            "due at %s, drawn at %s; plan and quota allow it%s",
            due, drawn, exception.map(" after the final round, because: %s"::formatted).orElse(""))
        : claim.broken("%s", String.join("; ", faults));
  }

  /** Why an operator has ordered the round after the final one; empty without a reason. */
  private Optional<String> afterFinalRound() {
    return round
        .announced()
        .map(announcement -> announcement.event().getAfterFinalRound())
        .filter(reason -> !reason.isBlank());
  }
}
