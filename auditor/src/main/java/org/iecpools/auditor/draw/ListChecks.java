package org.iecpools.auditor.draw;

import static org.iecpools.auditor.draw.Formats.hex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.auditor.draw.Rounds.Candidacy;
import org.iecpools.events.RoundRun;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a draw from a list of pseudonyms. Who they are, and whether they are those of the pool,
 * only the event log shows.
 */
final class ListChecks {

  private static final byte[] NOTHING = {};

  private final Round round;
  private final RoundRun run;
  private final SealedList list;
  private final byte[] key;

  private ListChecks(Round round, SealedList list) {
    this.round = round;
    this.run = round.run();
    this.list = list;
    this.key =
        Formats.key(
            orEmpty(Formats.bytes(run.getSeed())),
            orEmpty(Formats.bytes(run.getBeaconValue())),
            round.id(),
            orEmpty(Formats.bytes(run.getMerkleRoot())));
  }

  private static byte[] orEmpty(byte @Nullable [] bytes) {
    // What is not stated gives another key.
    return bytes == null || bytes.length == 0 ? new byte[] {0} : bytes;
  }

  static List<Check> of(Round round, SealedList list) {
    ListChecks checks = new ListChecks(round, list);
    return List.of(
        checks.drawable(),
        checks.merkleRoot(),
        checks.withinRule(),
        checks.invited(),
        checks.cutOff());
  }

  private Check drawable() {
    boolean ascends = list.ascends();
    return Claim.DRAWABLE.equal(
        ascends && Integer.valueOf(list.size()).equals(run.getDrawable()),
        "%s stated; the list has %d pseudonyms%s",
        run.getDrawable(),
        list.size(),
        ascends ? "" : ", which do not ascend");
  }

  private Check merkleRoot() {
    byte[] stated = Formats.bytes(run.getMerkleRoot());
    byte[] root = Formats.merkleRoot(list);
    return Claim.MERKLE_ROOT.equal(
        Arrays.equals(stated, root), "%s stated; the list gives %s", hex(stated), hex(root));
  }

  private Check withinRule() {
    Claim claim = Claim.WITHIN_RULE;
    Optional<Rule> announced = round.rule();
    Integer size = run.getSize();
    if (announced.isEmpty() || size == null) {
      return claim.broken("size %s; no size rule was announced before the draw", size);
    }
    return switch (announced.get()) {
      case Rule.ByOperator(int ordered) ->
          claim.equal(size == ordered, "size %d; the operator announced %d", size, ordered);
      case Rule.ByPolicy(@Nullable Integer cap, double _) ->
          claim.equal(
              size >= 0 && (cap == null || size <= cap),
              "size %d; the policy's cap is %s",
              size,
              cap == null ? "none" : cap);
    };
  }

  /** How many the draw has to have invited; 0 if no seed was revealed or no size stated. */
  private int expected() {
    Integer size = run.getSize();
    return run.getSeed() == null || size == null ? 0 : Math.clamp(size, 0, list.size());
  }

  private Check invited() {
    return Claim.INVITED.equal(
        run.getInvited() == expected(),
        "%d invited; size %s and %d pseudonyms give %d",
        run.getInvited(),
        run.getSize(),
        list.size(),
        expected());
  }

  private Check cutOff() {
    byte[] stated = Formats.bytes(run.getCutOff());
    int winners = expected();
    byte @Nullable [] highest = null;
    if (winners > 0) {
      List<byte[]> tickets = new ArrayList<>(list.size());
      for (UUID pseudonym : list) {
        tickets.add(ticket(pseudonym));
      }
      tickets.sort(Arrays::compareUnsigned);
      highest = tickets.get(winners - 1);
    }
    return Claim.CUT_OFF.equal(
        Arrays.equals(stated, highest),
        "%s stated; the highest of the %d lowest tickets is %s",
        hex(stated),
        winners,
        hex(highest));
  }

  private byte[] ticket(UUID pseudonym) {
    return Formats.ticket(key, round.id(), pseudonym);
  }

  /** A profile's ticket and the proof that its pseudonym is in the list. */
  static Candidacy candidacy(Round round, SealedList list, UUID profileId) {
    ListChecks checks = new ListChecks(round, list);
    UUID pseudonym = Formats.pseudonym(round.id(), profileId);
    int index = Collections.binarySearch(list, pseudonym, Formats.ASCENDING);
    return new Candidacy(
        profileId,
        index >= 0,
        checks.run.getSeed() == null ? NOTHING : checks.ticket(pseudonym),
        Math.max(index, -1),
        index < 0 ? List.of() : Formats.merklePath(list, index),
        Formats.invitationId(round.id(), profileId));
  }

  /**
   * Whether the corrections concern a profile's invitation only if there was one. Of other profiles
   * the list does not show their invitations.
   */
  static Check corrections(Check all, Round round, Candidacy its) {
    Set<UUID> voided = new HashSet<>();
    round.log().runs(round.id()).forEach(run -> voided.addAll(run.event().getVoided()));
    byte[] cutOff = Formats.bytes(round.run().getCutOff());
    boolean won =
        its.drawable()
            && cutOff != null
            && its.ticket().length > 0
            && Arrays.compareUnsigned(its.ticket(), Objects.requireNonNull(cutOff)) <= 0;
    return voided.contains(its.invitationId()) && !won
        ? Claim.CORRECTIONS.broken(
            "invitation %s was voided, but profile %s was not invited",
            its.invitationId(), its.profileId())
        : all;
  }
}
