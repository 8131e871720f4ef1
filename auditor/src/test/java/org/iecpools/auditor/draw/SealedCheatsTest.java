package org.iecpools.auditor.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.auditor.draw.CountryModel.BEACON;
import static org.iecpools.auditor.draw.CountryModel.HOLIDAY;
import static org.iecpools.auditor.draw.CountryModel.beaconRound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;
import org.iecpools.auditor.draw.CountryModel.Draft;
import org.iecpools.auditor.draw.CountryModel.Drawn;
import org.iecpools.auditor.draw.CountryModel.Order;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ways to cheat in a draw that depends on a beacon, each identified by the claims that it breaks.
 * {@link CheatsTest} has those that do not concern the beacon.
 */
class SealedCheatsTest {

  private CountryModel model;
  private List<Order> orders;

  @BeforeEach
  void generateTheLogUpToTheDrawsOfTheThirdWeek() {
    model = new CountryModel(20261130).withBeacon().play(2);
    orders = model.ready(3);
    for (int i = 0; i < 30; i++) {
      model.submit(HOLIDAY);
    }
    model.readAll();
  }

  @Test
  void withoutACheatEveryClaimHolds() {
    DrawLog log = drawn();

    assertThat(verify(log).holds()).isTrue();
    assertThat(run(log).getInvited()).isBetween(1, run(log).getDrawable() - 1);
  }

  // ---- the beacon

  @Test
  void theListIsSealedAfterTheBeaconsRound() {
    DrawLog log =
        sealChanged(drawn(), seal -> seal.setOccurredAt(seal.getBeacon().getAt().plusMillis(1)));

    assertThat(
            broken(changed(log, run -> run.setAgesJudgedAt(run.getBeacon().getAt().plusMillis(1)))))
        .contains("sealed");
  }

  @Test
  void theRoundIsDrawnBeforeTheBeaconsRound() {
    assertThat(
            broken(
                changed(drawn(), run -> run.setOccurredAt(run.getBeacon().getAt().minusMillis(1)))))
        .containsExactly("sealed");
  }

  @Test
  void anotherRoundOfTheBeaconIsUsed() {
    DrawLog log = drawn();
    long better = run(log).getBeacon().getNumber() + 7;

    assertThat(broken(changed(log, run -> with(run, BEACON, beaconRound(better)))))
        .contains("sealed", "cut-off")
        .doesNotContain("beacon");
  }

  @Test
  void theSealNamesAnotherRoundThanTheAnnouncement() {
    DrawLog log = drawn();
    BeaconRoundId later = beaconRound(run(log).getBeacon().getNumber() + 7);

    assertThat(
            broken(
                sealChanged(
                    changed(log, run -> with(run, BEACON, later)), seal -> seal.setBeacon(later))))
        .contains("sealed");
  }

  @Test
  void theAnnouncementIsChangedToAnotherRoundOfTheBeacon() {
    DrawLog log = drawn();
    BeaconRoundId later = beaconRound(run(log).getBeacon().getNumber() + 7);

    assertThat(
            broken(
                replaced(
                    sealChanged(
                        changed(log, run -> with(run, BEACON, later)),
                        seal -> seal.setBeacon(later)),
                    RoundScheduled.class,
                    announcement ->
                        RoundScheduled.newBuilder(announcement).setBeacon(later).build())))
        .contains("commitment");
  }

  @Test
  void anOldValueIsUsed() {
    DrawLog log = drawn();
    BeaconRound old = BEACON.round(run(log).getBeacon().getNumber() - 1);

    assertThat(
            broken(
                changed(
                    log,
                    run ->
                        run.setBeaconValue(ByteBuffer.wrap(old.value()))
                            .setBeaconSignature(ByteBuffer.wrap(old.signature())))))
        .contains("beacon");
  }

  @Test
  void theValueIsForged() {
    assertThat(broken(changed(drawn(), run -> run.setBeaconValue(ByteBuffer.wrap(model.bytes())))))
        .contains("beacon", "cut-off");
  }

  @Test
  void theSignatureIsForged() {
    assertThat(
            broken(
                changed(
                    drawn(),
                    run -> {
                      byte[] altered = run.getBeaconSignature().array().clone();
                      altered[47] ^= 1;
                      return run.setBeaconSignature(ByteBuffer.wrap(altered));
                    })))
        .containsExactly("beacon");
  }

  @Test
  void theBeaconIsOneOfTheOperatorsOwn() {
    LocalBeacon own =
        LocalBeacon.of(
            ByteBuffer.allocate(32).putInt(28, 666).array(),
            BEACON.chain().genesis(),
            Duration.ofSeconds(3));
    DrawLog log = drawn();
    BeaconRoundId id = beaconRound(run(log).getBeacon().getNumber());

    assertThat(broken(changed(log, run -> with(run, own, id)))).contains("beacon");
    assertThat(verify(log, List.of(DrandChain.QUICKNET)).broken().stream().map(Claim::id).toList())
        .containsExactly("beacon");
  }

  /** The claim on the beacon alone: the tickets of this log are those of another value. */
  @Test
  void aPulseIsVerified() throws IOException {
    Path docs = Path.of("..", "docs");
    BeaconChain nist = ChainInfo.read(Files.readAllBytes(docs.resolve("nist-2025.json")));
    JsonNode beacon =
        JsonMapper.shared()
            .readTree(docs.resolve("draw-vectors-pulse.json").toFile())
            .at("/sealedRounds/0/beacon");
    long number = beacon.get("round").asLong();
    BeaconRoundId id = new BeaconRoundId(buffer(beacon.get("chain")), number, nist.timeOf(number));
    UnaryOperator<RoundRun.Builder> byPulse =
        run ->
            run.setBeacon(id)
                .setBeaconValue(buffer(beacon.get("value")))
                .setBeaconSignature(buffer(beacon.get("signature")))
                .setBeaconPulse(buffer(beacon.get("pulse")));
    DrawLog log = changed(drawn(), byPulse);

    assertThat(sentence(verify(log, List.of(nist)), Claim.BEACON))
        .startsWith("round " + number + ", value 020b9f2f36487270")
        .endsWith("is genuine; its signer could know the value in advance, and choose it");
    assertThat(verify(log, List.of(DrandChain.QUICKNET)).broken()).contains(Claim.BEACON);
    for (UnaryOperator<RoundRun.Builder> cheat :
        List.<UnaryOperator<RoundRun.Builder>>of(
            run -> run.setBeaconPulse(null),
            run -> run.setBeaconPulse(buffer(beacon.get("value"))),
            run -> run.setBeaconValue(ByteBuffer.wrap(model.bytes())),
            run -> run.setBeaconSignature(ByteBuffer.wrap(new byte[512])))) {
      assertThat(verify(changed(log, cheat), List.of(nist)).broken()).contains(Claim.BEACON);
    }
  }

  private static ByteBuffer buffer(JsonNode hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.asString()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void theBeaconHasNoSuchRound(long number) {
    DrawLog log =
        changed(
            drawn(),
            run ->
                run.setBeacon(BeaconRoundId.newBuilder(run.getBeacon()).setNumber(number).build()));

    assertThat(broken(log)).contains("beacon", "sealed");
  }

  @Test
  void theTimeOfTheBeaconsRoundIsWrong() {
    UnaryOperator<BeaconRoundId> later =
        id -> BeaconRoundId.newBuilder(id).setAt(id.getAt().plusSeconds(60)).build();
    DrawLog log =
        replaced(
            sealChanged(
                changed(drawn(), run -> run.setBeacon(later.apply(run.getBeacon()))),
                seal -> seal.setBeacon(later.apply(seal.getBeacon()))),
            RoundScheduled.class,
            it -> RoundScheduled.newBuilder(it).setBeacon(later.apply(it.getBeacon())).build());

    assertThat(broken(log)).contains("beacon");
  }

  @Test
  void theBeaconIsLeftOutOfTheDraw() {
    assertThat(
            broken(
                changed(
                    drawn(),
                    run -> run.setBeacon(null).setBeaconValue(null).setBeaconSignature(null))))
        .contains("sealed", "merkle-root", "cut-off");
  }

  // ---- the seal

  @Test
  void theListIsSealedTwice() {
    DrawLog log = drawn();
    LoggedEvent seal = at(log, RoundSealed.class);
    RoundSealed other =
        RoundSealed.newBuilder((RoundSealed) seal.event()).setEventId(model.id()).build();

    assertThat(broken(inserted(log, seal.position(), other))).contains("sealed");
  }

  @Test
  void theListWasNeverSealed() {
    DrawLog log = drawn();
    LoggedEvent seal = at(log, RoundSealed.class);

    assertThat(broken(without(log, seal))).contains("sealed");
  }

  @Test
  void theListIsSealedAfterTheDraw() {
    DrawLog log = drawn();
    LoggedEvent seal = at(log, RoundSealed.class);
    LoggedEvent draw = at(log, RoundRun.class);

    assertThat(broken(inserted(without(log, seal), draw.position(), (RoundSealed) seal.event())))
        .contains("sealed");
  }

  @Test
  void theRoundIsAnnouncedAgainAfterTheSeal() {
    DrawLog log = drawn();
    LoggedEvent seal = at(log, RoundSealed.class);
    LoggedEvent announcement = at(log, RoundScheduled.class);

    assertThat(
            broken(
                inserted(
                    without(log, announcement),
                    seal.position(),
                    (RoundScheduled) announcement.event())))
        .contains("sealed");
  }

  @Test
  void aCandidateIsAddedAfterTheSeal() {
    Drawn stranger = model.stranger();
    DrawLog log = drawn(draft -> draft.drawable.put(stranger.profileId(), stranger));
    DrawLog honest = drawnAgain();

    assertThat(
            broken(
                sealChanged(
                    log,
                    seal ->
                        seal.setMerkleRoot(run(honest).getMerkleRoot())
                            .setDrawable(run(honest).getDrawable()))))
        .contains("sealed", "merkle-root");
  }

  @Test
  void theSizeIsChangedAfterTheSeal() {
    assertThat(broken(sealChanged(drawn(), seal -> seal.setSize(seal.getSize() + 1))))
        .containsExactly("sealed");
  }

  @Test
  void everyFieldOfTheSealIsRepeatedByTheDraw() {
    DrawLog log = drawn();
    Map<String, UnaryOperator<RoundSealed.Builder>> changes = new HashMap<>();
    changes.put("pool", seal -> seal.setPool(CountryModel.COOP));
    changes.put("seq", seal -> seal.setSeq(seal.getSeq() + 1));
    changes.put("poolSize", seal -> seal.setPoolSize(seal.getPoolSize() + 1));
    changes.put("drawable", seal -> seal.setDrawable(seal.getDrawable() + 1));
    changes.put("uncheckedIdentities", seal -> seal.setUncheckedIdentities(0));
    changes.put("size", seal -> seal.setSize(seal.getSize() + 1));
    changes.put("sizeReason", seal -> seal.setSizeReason("another"));
    changes.put("merkleRoot", seal -> seal.setMerkleRoot(ByteBuffer.wrap(model.bytes())));
    changes.put("positions", seal -> seal.setPositions(List.of()));
    changes.put("log", seal -> seal.setLog("another"));
    changes.put("agesJudgedAt", seal -> seal.setOccurredAt(seal.getOccurredAt().minusSeconds(1)));

    changes.forEach(
        (field, change) ->
            assertThat(sentence(verify(sealChanged(log, change)), Claim.SEALED))
                .contains("the draw changes " + field + " of the seal"));
  }

  // ---- pseudonyms, seed and key

  @Test
  void thePseudonymsAreOfAnotherRound() {
    DrawLog log = drawn();
    List<UUID> swapped =
        drawable.stream()
            .map(id -> Formats.pseudonym(orders.getFirst().roundId(), id))
            .sorted(Formats.ASCENDING)
            .toList();
    ByteBuffer root = ByteBuffer.wrap(Formats.merkleRoot(swapped));

    assertThat(
            broken(
                sealChanged(
                    changed(log, run -> run.setMerkleRoot(root)),
                    seal -> seal.setMerkleRoot(root))))
        .contains("merkle-root", "cut-off")
        .doesNotContain("sealed");
  }

  @Test
  void theLeavesAreProfilesInPlaceOfPseudonyms() {
    DrawLog log = drawn();
    ByteBuffer root = ByteBuffer.wrap(Formats.merkleRoot(drawable));

    assertThat(
            broken(
                sealChanged(
                    changed(log, run -> run.setMerkleRoot(root)),
                    seal -> seal.setMerkleRoot(root))))
        .contains("merkle-root");
  }

  @Test
  void theSeedIsSwappedAfterTheBeaconsRound() {
    byte[] better = model.bytes();

    assertThat(broken(drawn(draft -> draft.seed = better)))
        .contains("commitment")
        .doesNotContain("sealed", "beacon", "cut-off");
  }

  @Test
  void theTicketsAreThoseOfTheSeedAlone() {
    DrawLog log = drawn();
    byte[] seed = run(log).getSeed().array();
    List<byte[]> tickets =
        drawable.stream()
            .map(id -> Formats.ticket(seed, holiday(), id))
            .sorted(Arrays::compareUnsigned)
            .toList();

    assertThat(
            broken(
                changed(
                    log, run -> run.setCutOff(ByteBuffer.wrap(tickets.get(run.getInvited() - 1))))))
        .contains("cut-off");
  }

  @Test
  void anotherCandidateIsInvited() {
    DrawLog log = drawn();
    Set<UUID> invited =
        log.events().stream()
            .filter(
                at -> at.event() instanceof InvitationIssued e && e.getRoundId().equals(holiday()))
            .map(at -> ((InvitationIssued) at.event()).getProfileId())
            .collect(Collectors.toCollection(HashSet::new));
    UUID friend = drawable.stream().filter(id -> !invited.contains(id)).findFirst().orElseThrow();
    UUID victim = invited.iterator().next();

    assertThat(
            broken(
                replaced(
                    log,
                    InvitationIssued.class,
                    it ->
                        it.getProfileId().equals(victim)
                            ? InvitationIssued.newBuilder(it)
                                .setProfileId(friend)
                                .setInvitationId(Formats.invitationId(holiday(), friend))
                                .build()
                            : it)))
        .contains("invitations");
  }

  // ---- the log

  /** Profiles that could be drawn, as the model has them, ascending. */
  private List<UUID> drawable = List.of();

  private DrawLog drawn() {
    return drawn(_ -> {});
  }

  private DrawLog drawn(Consumer<Draft> cheat) {
    model.draw(
        orders,
        draft -> {
          if (draft.pool.equals(HOLIDAY)) {
            cheat.accept(draft);
            drawable = List.copyOf(draft.drawable.keySet());
          }
        });
    model.issue();
    return model.log();
  }

  /** The same season once more, without a cheat. */
  private DrawLog drawnAgain() {
    generateTheLogUpToTheDrawsOfTheThirdWeek();
    return drawn();
  }

  private UUID holiday() {
    return orders.getLast().roundId();
  }

  private RoundRun run(DrawLog log) {
    return (RoundRun) at(log, RoundRun.class).event();
  }

  /** The last event of a type that concerns the round. */
  private <E extends Event> LoggedEvent at(DrawLog log, Class<E> type) {
    return log.events().stream()
        .filter(at -> type.isInstance(at.event()) && holiday().equals(roundId(at.event())))
        .reduce((_, next) -> next)
        .orElseThrow();
  }

  private static UUID roundId(Event event) {
    return switch (event) {
      case RoundScheduled e -> e.getRoundId();
      case RoundSealed e -> e.getRoundId();
      case RoundRun e -> e.getRoundId();
      case InvitationIssued e -> e.getRoundId();
      default -> new UUID(0, 0);
    };
  }

  // ---- tampering

  private static RoundRun.Builder with(RoundRun.Builder run, LocalBeacon beacon, BeaconRoundId id) {
    BeaconRound round = beacon.round(id.getNumber());
    return run.setBeacon(id)
        .setBeaconValue(ByteBuffer.wrap(round.value()))
        .setBeaconSignature(ByteBuffer.wrap(round.signature()));
  }

  private DrawLog changed(DrawLog log, UnaryOperator<RoundRun.Builder> change) {
    return replaced(log, RoundRun.class, run -> change.apply(RoundRun.newBuilder(run)).build());
  }

  private DrawLog sealChanged(DrawLog log, UnaryOperator<RoundSealed.Builder> change) {
    return replaced(
        log, RoundSealed.class, seal -> change.apply(RoundSealed.newBuilder(seal)).build());
  }

  /** Replaces the events of a type that concern the round. */
  private <E extends Event> DrawLog replaced(DrawLog log, Class<E> type, Function<E, E> change) {
    return edited(
        log,
        at ->
            type.isInstance(at.event()) && holiday().equals(roundId(at.event()))
                ? List.of(new LoggedEvent(at.position(), change.apply(type.cast(at.event()))))
                : List.of(at));
  }

  private static DrawLog without(DrawLog log, LoggedEvent one) {
    Predicate<LoggedEvent> same = one::equals;
    return edited(log, at -> same.test(at) ? List.of() : List.of(at));
  }

  /** Adds an event directly after a position, and moves the later ones of the partition. */
  private static DrawLog inserted(DrawLog log, Position after, Event event) {
    Function<Position, Position> moved =
        at ->
            at.topic().equals(after.topic())
                    && at.partition() == after.partition()
                    && at.offset() > after.offset()
                ? new Position(at.topic(), at.partition(), at.offset() + 1)
                : at;
    List<LoggedEvent> events = new ArrayList<>();
    for (LoggedEvent at : log.events()) {
      events.add(new LoggedEvent(moved.apply(at.position()), at.event()));
    }
    events.add(
        new LoggedEvent(new Position(after.topic(), after.partition(), after.offset() + 1), event));
    List<Position> ends =
        log.ends().stream()
            .map(
                end ->
                    end.topic().equals(after.topic()) && end.partition() == after.partition()
                        ? new Position(end.topic(), end.partition(), end.offset() + 1)
                        : end)
            .toList();
    return new DrawLog(log.cluster(), ends, events, log.leftOut());
  }

  private static DrawLog edited(DrawLog log, Function<LoggedEvent, List<LoggedEvent>> edit) {
    return new DrawLog(
        log.cluster(),
        log.ends(),
        log.events().stream().flatMap(at -> edit.apply(at).stream()).toList(),
        log.leftOut());
  }

  // ---- verifying

  private Set<String> broken(DrawLog log) {
    return verify(log).broken().stream().map(Claim::id).collect(Collectors.toSet());
  }

  private Verification verify(DrawLog log) {
    return verify(log, List.of(BEACON.chain()));
  }

  private Verification verify(DrawLog log, List<BeaconChain> chains) {
    Rounds rounds = new Rounds(log, chains);
    return rounds.verify(
        rounds.known().stream()
            .filter(round -> round.roundId().equals(holiday()))
            .findFirst()
            .orElseThrow());
  }

  private static String sentence(Verification verification, Claim claim) {
    return verification.checks().stream()
        .filter(check -> check.claim() == claim)
        .map(check -> check.finding().sentence())
        .findFirst()
        .orElseThrow();
  }
}
