package org.iecpools.auditor.draw;

import static org.iecpools.auditor.draw.Formats.hex;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.PulseChain;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.jspecify.annotations.Nullable;

/** Checks that the list was closed before the public randomness existed, and that it is genuine. */
final class SealChecks {

  private static final String BY_SEED = "no beacon was announced: the seed alone decides";

  private final Round round;
  private final RoundRun run;

  private SealChecks(Round round) {
    this.round = round;
    this.run = round.run();
  }

  static List<Check> of(Round round) {
    SealChecks checks = new SealChecks(round);
    return List.of(checks.sealed(), checks.beacon());
  }

  private Check sealed() {
    List<Logged<RoundSealed>> seals = round.seals();
    BeaconRoundId announced =
        round.announced().map(announcement -> announcement.event().getBeacon()).orElse(null);
    if (announced == null && run.getBeacon() == null && seals.isEmpty()) {
      return Claim.SEALED.holds(BY_SEED);
    }
    if (seals.size() != 1) {
      return Claim.SEALED.broken(
          seals.isEmpty() ? "the list was never sealed" : "the list was sealed %d times",
          seals.size());
    }
    Logged<RoundSealed> at = seals.getFirst();
    List<String> faults = new ArrayList<>(order(at));
    faults.addAll(beacons(at.event(), announced));
    List<String> changed = changed(at.event());
    if (!changed.isEmpty()) {
      faults.add("the draw changes %s of the seal".formatted(String.join(", ", changed)));
    }
    return faults.isEmpty()
        ? Claim.SEALED.holds(
            "sealed at %s, with root %s, before the beacon's round of %s",
            at.event().getOccurredAt(),
            hex(Formats.bytes(at.event().getMerkleRoot())),
            at.event().getBeacon().getAt())
        : Claim.SEALED.broken("%s", String.join("; ", faults));
  }

  /** Announcement, seal, beacon and draw have to come in this order. */
  private List<String> order(Logged<RoundSealed> at) {
    List<String> faults = new ArrayList<>();
    RoundSealed seal = at.event();
    if (at.position().offset() > round.at().position().offset()) {
      faults.add("the list was sealed at %s, after the draw".formatted(at.position()));
    }
    Optional<Logged<RoundScheduled>> after =
        round.announced().filter(it -> it.position().offset() > at.position().offset());
    after.ifPresent(
        it ->
            faults.add(
                "the round was announced again at %s, after its list was sealed"
                    .formatted(it.position())));
    if (!seal.getOccurredAt().isBefore(seal.getBeacon().getAt())) {
      faults.add(
          "the list was sealed at %s, but the beacon's round appeared at %s"
              .formatted(seal.getOccurredAt(), seal.getBeacon().getAt()));
    }
    if (run.getOccurredAt().isBefore(seal.getBeacon().getAt())) {
      faults.add(
          "the round was drawn at %s, before the beacon's round of %s"
              .formatted(run.getOccurredAt(), seal.getBeacon().getAt()));
    }
    return faults;
  }

  /** Announcement, seal and draw have to name the same round of the beacon. */
  private List<String> beacons(RoundSealed seal, @Nullable BeaconRoundId announced) {
    List<String> faults = new ArrayList<>();
    if (!seal.getBeacon().equals(announced)) {
      faults.add(
          "the seal names %s, the announcement %s"
              .formatted(inWords(seal.getBeacon()), inWords(announced)));
    }
    if (!seal.getBeacon().equals(run.getBeacon())) {
      faults.add(
          "the seal names %s, the draw %s"
              .formatted(inWords(seal.getBeacon()), inWords(run.getBeacon())));
    }
    return faults;
  }

  private static String inWords(@Nullable BeaconRoundId id) {
    return id == null
        ? "none"
        : "round %d of chain %s".formatted(id.getNumber(), hex(Formats.bytes(id.getChain())));
  }

  /** The fields of the seal that the draw does not repeat. */
  private List<String> changed(RoundSealed seal) {
    List<String> changed = new ArrayList<>();
    differ("pool", seal.getPool(), run.getPool(), changed);
    differ("seq", seal.getSeq(), run.getSeq(), changed);
    differ("poolSize", seal.getPoolSize(), run.getPoolSize(), changed);
    differ("drawable", seal.getDrawable(), run.getDrawable(), changed);
    differ("size", seal.getSize(), run.getSize(), changed);
    differ("sizeReason", seal.getSizeReason(), run.getSizeReason(), changed);
    differ("merkleRoot", seal.getMerkleRoot(), run.getMerkleRoot(), changed);
    differ("positions", seal.getPositions(), run.getPositions(), changed);
    differ(
        "uncheckedIdentities",
        seal.getUncheckedIdentities(),
        run.getUncheckedIdentities(),
        changed);
    differ("log", seal.getLog(), run.getLog(), changed);
    differ("agesJudgedAt", seal.getOccurredAt(), run.getAgesJudgedAt(), changed);
    return changed;
  }

  private static void differ(
      String name, @Nullable Object sealed, @Nullable Object drawn, List<String> changed) {
    if (!Objects.equals(sealed, drawn)) {
      changed.add(name);
    }
  }

  private Check beacon() {
    BeaconRoundId id = run.getBeacon();
    if (id == null) {
      return Claim.BEACON.holds(BY_SEED);
    }
    String hash = hex(Formats.bytes(id.getChain()));
    BeaconChain chain = round.chains().get(hash);
    if (chain == null) {
      return Claim.BEACON.broken("chain %s is not one of those that are trusted", hash);
    }
    if (!appears(chain, id)) {
      return Claim.BEACON.broken(
          "round %d of %s does not appear at %s", id.getNumber(), chain, id.getAt());
    }
    BeaconRound stated =
        new BeaconRound(
            id.getNumber(),
            bytes(run.getBeaconValue()),
            bytes(run.getBeaconSignature()),
            bytes(run.getBeaconPulse()));
    return chain
        .fault(stated)
        .map(fault -> Claim.BEACON.broken("%s of %s is not genuine: %s", stated, chain, fault))
        .orElseGet(() -> Claim.BEACON.holds("%s of %s is genuine%s", stated, chain, limit(chain)));
  }

  /** Whether the chain has a round with this number at this time. */
  static boolean appears(BeaconChain chain, BeaconRoundId id) {
    try {
      return chain.timeOf(id.getNumber()).equals(id.getAt());
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** What a genuine value does not prove. */
  private static String limit(BeaconChain chain) {
    return switch (chain) {
      case DrandChain drand ->
          drand.id().equals(LocalBeacon.ID)
              ? "; anyone with the key of this local chain knew the value in advance"
              : "";
      case PulseChain _ -> "; its signer could know the value in advance, and choose it";
    };
  }

  private static byte[] bytes(@Nullable ByteBuffer field) {
    byte[] bytes = Formats.bytes(field);
    return bytes == null ? new byte[0] : bytes;
  }
}
