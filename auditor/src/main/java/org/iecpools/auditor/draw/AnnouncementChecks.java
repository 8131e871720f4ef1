package org.iecpools.auditor.draw;

import static org.iecpools.auditor.draw.Formats.hex;

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
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;

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

  private Check announcedBefore() {
    Claim claim = Claim.ANNOUNCED_BEFORE;
    if (round.announcements().isEmpty()) {
      return claim.broken("no RoundScheduled announces round %s", round.id());
    }
    Optional<At<RoundScheduled>> last = round.announced();
    if (last.isEmpty()) {
      return claim.broken(
          "it was announced at %s, after it ran at %s",
          round.announcements().getFirst().place(), round.at().place());
    }
    At<RoundScheduled> said = last.get();
    var lane = Positions.Partition.of(round.at().place());
    Optional<Long> read = round.seen().upTo(lane);
    if (read.isEmpty()) {
      return claim.broken("the draw does not state how far it had read %s", lane);
    }
    if (read.get() >= round.at().place().offset()) {
      return claim.broken(
          "the draw at %s states to have read %s up to %d, itself included",
          round.at().place(), lane, read.get());
    }
    if (read.get() < said.place().offset()) {
      return claim.broken(
          "the draw had read %s up to %d only, its last announcement stands at %d",
          lane, read.get(), said.place().offset());
    }
    return claim.holds(
        "announced at %s, %s before the draw at %s, which had read up to %d",
        said.place(),
        inWords(Duration.between(said.event().getOccurredAt(), round.run().getOccurredAt())),
        round.at().place(),
        read.get());
  }

  private static String inWords(Duration time) {
    return time.toDays() > 1
        ? time.toDays() + " days"
        : time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toMillis() + " ms";
  }

  private Check announcements() {
    Claim claim = Claim.ANNOUNCEMENTS;
    List<At<RoundScheduled>> all = round.announcements();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      RoundScheduled said = all.get(i).event();
      if (said.getRevision() != i) {
        faults.add(
            "announcement %d, at %s, is called revision %d"
                .formatted(i, all.get(i).place(), said.getRevision()));
      }
      if (i > 0 && (said.getReason() == null || said.getReason().isBlank())) {
        faults.add("it was announced anew at %s without a reason".formatted(all.get(i).place()));
      }
      if (!said.getPool().equals(round.pool())) {
        faults.add(
            "at %s it was announced of %s"
                .formatted(all.get(i).place(), PoolIds.text(said.getPool())));
      }
      if (all.get(i).place().offset() > round.at().place().offset()) {
        faults.add("it was announced at %s, after it ran".formatted(all.get(i).place()));
      }
    }
    if (!faults.isEmpty()) {
      return claim.broken("%s", String.join("; ", faults));
    }
    return switch (all.size()) {
      case 0 -> claim.notJudged("it was never announced");
      case 1 -> claim.holds("announced once");
      default ->
          claim.holds(
              "announced %d times: %s",
              all.size(),
              all.stream()
                  .skip(1)
                  .map(
                      said ->
                          "revision %d because %s"
                              .formatted(said.event().getRevision(), said.event().getReason()))
                  .collect(Collectors.joining("; ")));
    };
  }

  private Check commitment() {
    Claim claim = Claim.COMMITMENT;
    Optional<At<RoundScheduled>> last = round.announced();
    if (last.isEmpty()) {
      return claim.notJudged("no commitment stands before the draw");
    }
    RoundScheduled said = last.get().event();
    byte[] committed = Formats.bytes(said.getCommitment());
    if (committed == null) {
      return claim.notJudged(
          "the announcement at %s has no commitment, as before there were proofs",
          last.get().place());
    }
    Optional<Rule> rule = Rule.of(said);
    byte[] seed = Formats.bytes(round.run().getSeed());
    if (rule.isEmpty()) {
      return claim.broken("the announcement at %s states no size rule", last.get().place());
    }
    if (seed == null || seed.length != Formats.SEED) {
      return claim.broken("no seed of 32 bytes was revealed, but %s", hex(seed));
    }
    byte[] opened = Formats.commitment(round.id(), rule.get(), seed);
    return claim.equal(
        Arrays.equals(opened, committed),
        "committed to %s; seed %s, %s give %s",
        hex(committed),
        hex(seed),
        rule.get().inWords(),
        hex(opened));
  }

  private Check freshSeed() {
    Claim claim = Claim.FRESH_SEED;
    if (round.run().getSeed() == null) {
      return claim.notJudged("no seed was revealed");
    }
    return round.seeds().get(round.run().getSeed()).stream()
        .filter(other -> !other.event().getRoundId().equals(round.id()) && isBefore(other))
        .findFirst()
        .map(
            other ->
                claim.broken(
                    "round %s at %s had revealed the same seed",
                    other.event().getRoundId(), other.place()))
        .orElseGet(() -> claim.holds("the seed was revealed by no draw before"));
  }

  /** By offset within a country; by the stated times between countries. */
  private boolean isBefore(At<RoundRun> other) {
    return PoolIds.country(other.event().getPool()).equals(PoolIds.country(round.pool()))
        ? other.place().offset() < round.at().place().offset()
        : other.event().getOccurredAt().isBefore(round.run().getOccurredAt());
  }

  private Check rule() {
    Claim claim = Claim.RULE;
    Optional<Rule> announced = round.rule();
    if (announced.isEmpty()) {
      return claim.notJudged("no size rule was announced before the draw");
    }
    return switch (announced.get()) {
      case Rule.ByOperator(var size) -> claim.equal(size >= 0, "an operator has stated %d", size);
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
                          "announced: %s; the plan in force has cap %s, expected yield %s",
                          policy.inWords(),
                          plan.getRoundCap() == null ? "none" : plan.getRoundCap(),
                          plan.getExpectedYield()))
              .orElseGet(() -> claim.broken("the plan that the draw had read lacks this pool"));
    };
  }

  private Check mayRun() {
    Claim claim = Claim.MAY_RUN;
    SeasonBook book = round.log().book(round.seen());
    Optional<PoolPlan> plan = book.plan(round.pool());
    if (plan.isEmpty()) {
      return claim.broken("the plan that the draw had read lacks this pool");
    }
    List<String> against = new ArrayList<>();
    Instant drawn = round.run().getOccurredAt();
    Instant due = round.announced().map(said -> said.event().getRunsAt()).orElse(drawn);
    if (drawn.isBefore(due)) {
      against.add("it ran at %s, before it was due at %s".formatted(drawn, due));
    }
    if (due.isBefore(plan.get().getFirstRoundAt())) {
      against.add("no round runs before " + plan.get().getFirstRoundAt());
    }
    if (due.isAfter(plan.get().getFinalRoundAt())) {
      against.add("no round runs after " + plan.get().getFinalRoundAt());
    }
    if (!drawn.isBefore(plan.get().getClosesAt())) {
      against.add("the season closed " + plan.get().getClosesAt());
    }
    plan.get().getPauses().stream()
        .filter(pause -> !due.isBefore(pause.getFrom()) && due.isBefore(pause.getUntil()))
        .forEach(
            pause ->
                against.add(
                    "no round runs from %s until %s".formatted(pause.getFrom(), pause.getUntil())));
    QuotaKind quota =
        book.quota(round.pool())
            .or(() -> Reference.shipped().quota(round.pool()))
            .map(Quota::getKind)
            .orElse(QuotaKind.UNKNOWN);
    if (quota != QuotaKind.NUMBER && quota != QuotaKind.UNLIMITED) {
      against.add("the quota is " + quota);
    }
    return against.isEmpty()
        ? claim.holds("due %s, drawn %s; plan and quota allow it", due, drawn)
        : claim.broken("%s", String.join("; ", against));
  }
}
