package org.iecpools.auditor.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.iecpools.auditor.draw.CountryModel.BEACON;
import static org.iecpools.auditor.draw.CountryModel.CLUSTER;
import static org.iecpools.auditor.draw.CountryModel.HOLIDAY;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.draw.CountryModel.Order;
import org.iecpools.auditor.published.LogChecks;
import org.iecpools.auditor.published.PublishedLog;
import org.iecpools.auditor.published.PublishedLogReader;
import org.iecpools.auditor.published.SeenCheckpoint;
import org.iecpools.auditor.published.Trust;
import org.iecpools.auditor.published.WitnessView;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.roundlog.RoundLog;
import org.iecpools.roundlog.RoundRecord;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.SigningKey;
import org.iecpools.transparency.TileDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways to cheat with the transparency log of rounds, each identified by the claims that it breaks.
 */
class PublishedCheatsTest {

  private static final Optional<String> ORIGIN = Optional.of("example.com/rounds");

  private final SigningKey first = SigningKey.generate("example.com/first", KeyType.COSIGNATURE_V1);
  private final SigningKey second =
      SigningKey.generate("example.com/second", KeyType.COSIGNATURE_V1);

  @TempDir private Path directory;

  private DrawLog kafka;
  private List<RoundRecord> records;
  private UUID round;
  private Instant now;

  @BeforeEach
  void generateTheDrawsOfTwoWeeks() {
    CountryModel model = new CountryModel(20261130).withBeacon().withCorrections().play(1);
    List<Order> orders = model.ready(2);
    model.readAll();
    model.draw(orders);
    model.issue();
    round =
        orders.stream()
            .filter(order -> order.pool().equals(HOLIDAY))
            .findFirst()
            .orElseThrow()
            .roundId();
    model.correct(round, 1, "a mistake was made");
    kafka = model.log();
    records =
        kafka.events().stream()
            .filter(at -> at.event() instanceof RoundsEvent)
            .sorted((a, b) -> a.position().compareTo(b.position()))
            .map(PublishedCheatsTest::record)
            .toList();
    now = seal().getBeacon().getAt().plus(Duration.ofHours(2));
  }

  private static RoundRecord record(LoggedEvent at) {
    return new RoundRecord(
        at.position().partition(), at.position().offset(), (RoundsEvent) at.event());
  }

  private RoundSealed seal() {
    return (RoundSealed) sealRecord().event();
  }

  private RoundRecord sealRecord() {
    return records.stream().filter(this::isSeal).findFirst().orElseThrow();
  }

  private boolean isSeal(RoundRecord record) {
    return record.event() instanceof RoundSealed e && e.getRoundId().equals(round);
  }

  private boolean isOfTheRound(RoundRecord record) {
    return Optional.of(round).equals(roundId(record));
  }

  private static Optional<UUID> roundId(RoundRecord record) {
    return switch (record.event()) {
      case RoundScheduled e -> Optional.of(e.getRoundId());
      case RoundCancelled e -> Optional.of(e.getRoundId());
      case RoundSealed e -> Optional.of(e.getRoundId());
      case RoundRun e -> Optional.of(e.getRoundId());
      case PoolClosed _, PoolOpened _ -> Optional.empty();
      case null -> Optional.empty();
    };
  }

  // ---- writing logs

  /**
   * A log with its witnesses' cosignatures, each a second after the last event that it includes.
   */
  private Path published(List<RoundRecord> logged) throws IOException {
    Path data = directory.resolve("data");
    append(data, logged);
    return data.resolve("log");
  }

  private void append(Path data, List<RoundRecord> logged) throws IOException {
    try (RoundLog log = RoundLog.open(data, ORIGIN, CLUSTER)) {
      List<SignedNote> added = log.take(logged);
      int size = 0;
      List<RoundRecord> entries = logged.stream().filter(it -> roundId(it).isPresent()).toList();
      for (SignedNote note : added) {
        size = (int) Checkpoint.parse(note.text()).size();
        Instant time = entries.get(size - 1).event().getOccurredAt().plusSeconds(1);
        cosign(data.resolve("log"), size, first, time);
        cosign(data.resolve("log"), size, second, time);
      }
    }
  }

  /** A second log with the same key. */
  private Path fork(Path data, List<RoundRecord> logged) throws IOException {
    Path other = directory.resolve("fork");
    Files.createDirectories(other);
    Files.copy(data.resolve("key"), other.resolve("key"));
    append(other, logged);
    return other.resolve("log");
  }

  private static SignedNote kept(Path log, long size) throws IOException {
    return SignedNote.parse(Files.readAllBytes(log.resolve("checkpoints/" + size)));
  }

  private static SignedNote latest(Path log) throws IOException {
    return SignedNote.parse(Files.readAllBytes(log.resolve("checkpoint")));
  }

  private static void cosign(Path log, long size, SigningKey witness, Instant time)
      throws IOException {
    SignedNote note = kept(log, size);
    put(log, note.with(List.of(witness.cosign(note.text(), time))));
  }

  /** Replaces a checkpoint. */
  private static void put(Path log, SignedNote note) throws IOException {
    Files.write(log.resolve("checkpoints/" + Checkpoint.parse(note.text()).size()), note.bytes());
    if (latest(log).text().equals(note.text())) {
      Files.write(log.resolve("checkpoint"), note.bytes());
    }
  }

  /** Changes the checkpoints that include the seal of the round. */
  private void changeCheckpoints(Path log, Function<SignedNote, SignedNote> change)
      throws IOException {
    long seal =
        records.stream().filter(it -> roundId(it).isPresent()).toList().indexOf(sealRecord());
    try (Stream<Path> files = Files.list(log.resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        long size = Long.parseLong(file.getFileName().toString());
        if (size > seal) {
          put(log, change.apply(kept(log, size)));
        }
      }
    }
  }

  private static SignedNote without(SignedNote note, SigningKey witness) {
    return new SignedNote(
        note.text(),
        note.signatures().stream()
            .filter(signature -> !witness.verifier().isOf(signature))
            .toList());
  }

  private List<RoundRecord> edited(Function<RoundRecord, List<RoundRecord>> edit) {
    return records.stream().flatMap(record -> edit.apply(record).stream()).toList();
  }

  private List<RoundRecord> omitting(Predicate<RoundRecord> omitted) {
    return edited(record -> omitted.test(record) ? List.of() : List.of(record));
  }

  private RoundRecord other(RoundRecord seal) {
    RoundSealed event =
        RoundSealed.newBuilder((RoundSealed) seal.event())
            .setSize(seal().getSize() + 1)
            .setEventId(new UUID(1, 1))
            .build();
    return new RoundRecord(seal.partition(), seal.offset(), event);
  }

  // ---- verifying

  private Trust trust(int threshold) throws IOException {
    return new Trust(
        RoundLog.key(directory.resolve("data"), ORIGIN),
        List.of(first.verifier(), second.verifier()),
        threshold);
  }

  private Set<String> broken(Path log) throws IOException {
    return broken(log, List.of(), Optional.empty());
  }

  private Set<String> broken(Path log, List<WitnessView> views, Optional<SignedNote> seen)
      throws IOException {
    return found(log, views, seen, Finding.Broken.class);
  }

  private Set<String> found(
      Path log, List<WitnessView> views, Optional<SignedNote> seen, Class<?> finding)
      throws IOException {
    Set<String> found = new TreeSet<>();
    checks(log, 2, views, seen).stream()
        .filter(check -> finding.isInstance(check.finding()))
        .forEach(check -> found.add(check.claim().id()));
    return found;
  }

  private List<Check> checks(
      Path log, int threshold, List<WitnessView> views, Optional<SignedNote> seen)
      throws IOException {
    PublishedLog read =
        PublishedLogReader.read(new TileDirectory(log), trust(threshold), views, seen);
    LogChecks checks = new LogChecks(read, kafka, now);
    Rounds rounds = new Rounds(kafka, List.of(BEACON.chain()));
    Rounds.Known known =
        rounds.known().stream().filter(it -> it.roundId().equals(round)).findFirst().orElseThrow();
    List<Check> all = new ArrayList<>(rounds.verify(known).with(checks.of(round)).checks());
    all.addAll(checks.ofAllRounds());
    return all;
  }

  private static String sentence(List<Check> checks, Claim claim) {
    return checks.stream()
        .filter(check -> check.claim() == claim)
        .map(check -> check.finding().sentence())
        .findFirst()
        .orElseThrow();
  }

  private String sentence(Path log, Claim claim) throws IOException {
    return sentence(checks(log, 2, List.of(), Optional.empty()), claim);
  }

  // ---- the tests

  @Test
  void withoutACheatEveryClaimHolds() throws IOException {
    Path log = published(records);
    List<WitnessView> views = List.of(new WitnessView.Shown(first.verifier(), latest(log)));

    List<Check> checks = checks(log, 2, views, Optional.of(kept(log, 0)));

    assertThat(checks).allMatch(check -> check.finding() instanceof Finding.Holds);
    assertThat(checks)
        .extracting(Check::claim)
        .contains(
            Claim.LOGGED, Claim.COSIGNED, Claim.ONE_VIEW, Claim.SAME_AS_KAFKA, Claim.CARRIED_OUT);
    assertThat(sentence(checks, Claim.LOGGED))
        .contains("RoundScheduled", "RoundSealed", "RoundRun");
  }

  @Test
  void anEntryIsMissing() throws IOException {
    for (Predicate<RoundRecord> omitted :
        List.<Predicate<RoundRecord>>of(
            this::isSeal,
            record -> isOfTheRound(record) && record.event() instanceof RoundScheduled,
            record ->
                isOfTheRound(record)
                    && record.event() instanceof RoundRun run
                    && run.getRevision() == 0)) {
      directory = Files.createTempDirectory(directory, "log");
      Path log = published(omitting(omitted));

      assertThat(broken(log)).contains("logged", "same-as-kafka");
      assertThat(sentence(log, Claim.LOGGED)).contains("is not in the log, which has later ones");
    }
  }

  @Test
  void theLastEntryIsNotThereYetOrHeldBack() throws IOException {
    Path log = published(records.subList(0, records.size() - 1));

    assertThat(broken(log)).isEmpty();
    assertThat(found(log, List.of(), Optional.empty(), Finding.NotJudged.class))
        .contains("logged", "same-as-kafka");
    assertThat(sentence(log, Claim.LOGGED)).contains("has not come to");
  }

  @Test
  void anEntryDiffersFromKafka() throws IOException {
    Path log = published(edited(record -> List.of(isSeal(record) ? other(record) : record)));

    assertThat(broken(log)).containsExactly("logged", "same-as-kafka");
    assertThat(sentence(log, Claim.LOGGED)).contains("differs from Kafka in eventId, size");
  }

  @Test
  void anEntryIsOfARecordThatIsNotOnKafka() throws IOException {
    List<RoundRecord> more = new ArrayList<>(records);
    RoundRecord last = records.getLast();
    RoundScheduled invented =
        RoundScheduled.newBuilder(
                records.stream()
                    .map(RoundRecord::event)
                    .filter(RoundScheduled.class::isInstance)
                    .map(RoundScheduled.class::cast)
                    .findFirst()
                    .orElseThrow())
            .setRoundId(new UUID(9, 9))
            .build();
    more.add(new RoundRecord(last.partition(), last.offset() + 5, invented));

    assertThat(broken(published(more))).containsExactly("same-as-kafka");
  }

  @Test
  void theLogHasTwoSeals() throws IOException {
    RoundRecord last = records.getLast();
    List<RoundRecord> more = new ArrayList<>(records);
    more.add(new RoundRecord(last.partition(), last.offset() + 5, other(sealRecord()).event()));
    Path log = published(more);

    assertThat(broken(log)).contains("logged", "same-as-kafka").doesNotContain("sealed");
    assertThat(sentence(log, Claim.LOGGED)).contains("the log has 2 seals of the round");
  }

  @Test
  void theLogIsOfAnotherCluster() throws IOException {
    Path data = directory.resolve("data");
    try (RoundLog log = RoundLog.open(data, ORIGIN, "another-cluster")) {
      log.take(records);
    }
    assertThat(broken(data.resolve("log"))).contains("logged", "same-as-kafka");
  }

  // ---- witnesses

  @Test
  void theSealIsCosignedOnlyAfterTheBeaconsRound() throws IOException {
    Path log = published(records);
    Instant at = seal().getBeacon().getAt();
    changeCheckpoints(
        log,
        note -> {
          SignedNote rest = without(note, second);
          return rest.with(List.of(second.cosign(note.text(), at)));
        });

    assertThat(broken(log)).containsExactly("cosigned");
    assertThat(sentence(log, Claim.COSIGNED))
        .contains("1 of the required 2 witnesses", "before the beacon's round of " + at);
    assertThat(checks(log, 1, List.of(), Optional.empty()))
        .allMatch(check -> check.finding() instanceof Finding.Holds);
  }

  @Test
  void theLastSecondBeforeTheBeaconsRoundIsInTimeAlsoWithALaterCheckpoint() throws IOException {
    Path log = published(records);
    Instant at = seal().getBeacon().getAt();
    long seal =
        records.stream().filter(it -> roundId(it).isPresent()).toList().indexOf(sealRecord());
    changeCheckpoints(log, note -> without(note, second));
    SignedNote last = latest(log);
    assertThat(Checkpoint.parse(last.text()).size()).isGreaterThan(seal + 1);
    put(log, last.with(List.of(second.cosign(last.text(), at.minusSeconds(1)))));

    assertThat(broken(log)).isEmpty();
  }

  @Test
  void aCosignatureIsOfAStaleKey() throws IOException {
    SigningKey stale = SigningKey.generate("example.com/second", KeyType.COSIGNATURE_V1);
    Path log = published(records);
    changeCheckpoints(
        log,
        note ->
            without(note, second).with(List.of(stale.cosign(note.text(), seal().getOccurredAt()))));

    assertThat(broken(log)).containsExactly("cosigned");
    assertThat(sentence(log, Claim.COSIGNED)).contains("example.com/second not at all");
  }

  @Test
  void aCosignatureIsForged() throws IOException {
    Path log = published(records);
    changeCheckpoints(
        log,
        note ->
            without(note, second)
                .with(List.of(second.cosign("another\n", seal().getOccurredAt()))));

    assertThat(broken(log)).containsExactly("cosigned");
    assertThat(sentence(log, Claim.COSIGNED))
        .contains("the cosignature of example.com/second at size", "is invalid");
  }

  // ---- one view

  @Test
  void theCheckpointIsRolledBack() throws IOException {
    Path early = published(records.subList(0, records.size() - 2));
    Path copy = directory.resolve("copy");
    copy(early, copy);
    Path log = published(records);
    SignedNote seen = latest(log);

    assertThat(broken(copy, List.of(), Optional.of(seen))).contains("one-view");
    List<WitnessView> views = List.of(new WitnessView.Shown(second.verifier(), seen));
    assertThat(broken(copy, views, Optional.empty())).contains("one-view");
    assertThat(sentence(checks(copy, 2, views, Optional.of(seen)), Claim.ONE_VIEW))
        .contains("the log was rolled back: it had", "rolled back: example.com/second");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void twoWitnessesWereShownDifferentVersions() throws IOException {
    Path log = published(records);
    Path fork =
        fork(
            directory.resolve("data"),
            edited(record -> List.of(isSeal(record) ? other(record) : record)));
    List<WitnessView> views =
        List.of(
            new WitnessView.Shown(first.verifier(), latest(log)),
            new WitnessView.Shown(second.verifier(), latest(fork)));

    assertThat(broken(log, views, Optional.empty())).containsExactly("one-view");
    assertThat(sentence(checks(log, 2, views, Optional.empty()), Claim.ONE_VIEW))
        .contains("split view: example.com/second has confirmed another version");
    assertThat(broken(log, List.of(), Optional.of(latest(fork)))).containsExactly("one-view");
  }

  @Test
  void theLogKeepsACheckpointOfAnotherVersionForASeal() throws IOException {
    Path log = published(records);
    Path fork =
        fork(
            directory.resolve("data"),
            edited(
                record ->
                    List.of(
                        record.offset() == records.getFirst().offset() ? moved(record) : record)));
    long seal =
        records.stream().filter(it -> roundId(it).isPresent()).toList().indexOf(sealRecord());
    Files.write(log.resolve("checkpoints/" + (seal + 1)), kept(fork, seal + 1).bytes());

    assertThat(broken(log)).contains("one-view");
  }

  private static RoundRecord moved(RoundRecord record) {
    return record.event() instanceof RoundScheduled e
        ? new RoundRecord(
            record.partition(),
            record.offset(),
            RoundScheduled.newBuilder(e).setEventId(new UUID(2, 2)).build())
        : record;
  }

  @Test
  void aWitnessThatDoesNotAnswerLeavesTheViewUnknown() throws IOException {
    Path log = published(records);
    List<WitnessView> views =
        List.of(
            new WitnessView.Missing(first.verifier(), "it does not answer"),
            new WitnessView.Shown(second.verifier(), without(latest(log), second)));

    assertThat(broken(log, views, Optional.empty())).isEmpty();
    assertThat(sentence(checks(log, 2, views, Optional.empty()), Claim.ONE_VIEW))
        .contains("example.com/first: it does not answer", "have not both signed");
  }

  @Test
  void aLogOfAnotherKeyOrWithOtherEntriesIsNotVerifiedAtAll() throws IOException {
    Path log = published(records);
    SignedNote latest = latest(log);
    Path bundle = log.resolve("tile/entries/000.p/" + Checkpoint.parse(latest.text()).size());
    String text = Files.readString(bundle, StandardCharsets.ISO_8859_1);
    Files.writeString(
        bundle, text.replaceFirst("\"size\":", "\"sizE\":"), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> broken(log))
        .isInstanceOf(AuditFailed.class)
        .hasMessageContaining("not those of the checkpoint");

    SigningKey own = SigningKey.generate("example.com/rounds", KeyType.ED25519);
    Files.write(
        log.resolve("checkpoint"),
        new SignedNote(latest.text(), List.of(own.sign(latest.text()))).bytes());
    assertThatThrownBy(() -> broken(log))
        .isInstanceOf(AuditFailed.class)
        .hasMessageContaining("is not signed with the key");
    Files.delete(log.resolve("checkpoint"));
    assertThatThrownBy(() -> broken(log))
        .isInstanceOf(AuditFailed.class)
        .hasMessageContaining("has no checkpoint");
  }

  // ---- dropped rounds

  @Test
  void aSealedRoundIsDroppedSilently() throws IOException {
    UUID dropped = round;
    Predicate<RoundRecord> isRun =
        record -> record.event() instanceof RoundRun run && run.getRoundId().equals(dropped);
    Path log = published(omitting(isRun));

    assertThat(broken(log)).contains("carried-out");
    assertThat(sentence(log, Claim.CARRIED_OUT)).contains(dropped.toString(), "but not drawn");
    now = seal().getBeacon().getAt().plusSeconds(59);
    assertThat(broken(log)).doesNotContain("carried-out");
  }

  @Test
  void anAnnouncedRoundIsDroppedSilently() throws IOException {
    Path log =
        published(
            omitting(
                record -> isOfTheRound(record) && !(record.event() instanceof RoundScheduled)));

    assertThat(found(log, List.of(), Optional.empty(), Finding.NotJudged.class))
        .contains("carried-out");
    assertThat(sentence(log, Claim.CARRIED_OUT))
        .contains(round.toString(), "neither sealed, drawn nor cancelled");
  }

  // ---- the state of a verifier

  @Test
  void theStateOfAVerifierIsACheckpointOfItsLog() throws IOException {
    Path log = published(records);
    Path state = directory.resolve("state");
    assertThat(SeenCheckpoint.read(state, trust(1).log())).isEmpty();

    SeenCheckpoint.write(state, latest(log));
    assertThat(SeenCheckpoint.read(state, trust(1).log())).contains(latest(log));

    SigningKey other = SigningKey.generate("example.com/rounds", KeyType.ED25519);
    assertThatThrownBy(() -> SeenCheckpoint.read(state, other.verifier()))
        .isInstanceOf(AuditFailed.class)
        .hasMessageContaining("another file");
    Files.writeString(state, "cut");
    assertThatThrownBy(() -> SeenCheckpoint.read(state, trust(1).log()))
        .isInstanceOf(AuditFailed.class)
        .hasMessageContaining("cannot be read");
  }
}
