package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iecpools.transparency.WitnessPolicy.NotSatisfied;
import org.iecpools.transparency.WitnessPolicy.Satisfied;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessPolicyTest {

  private static final Instant RECORDED = Instant.parse("2026-05-23T21:50:24Z");

  private final SigningKey log = SigningKey.generate("example.com/log", KeyType.ED25519);
  private final List<SigningKey> witnesses =
      List.of(
          SigningKey.generate("x1", KeyType.COSIGNATURE_V1),
          SigningKey.generate("x2", KeyType.COSIGNATURE_V1),
          SigningKey.generate("x3", KeyType.COSIGNATURE_V1),
          SigningKey.generate("y1", KeyType.COSIGNATURE_V1));

  private final String text = Checkpoint.of("example.com/log", 7, Hash.leaf(new byte[0])).text();

  private static WitnessPolicy parse(String policy) {
    return WitnessPolicy.parse(policy.getBytes(StandardCharsets.UTF_8));
  }

  /** The log and witnesses, and further lines. */
  private String lines(String more) {
    StringBuilder lines = new StringBuilder("log " + log.verifier() + "\n");
    for (SigningKey witness : witnesses) {
      lines.append("witness %s %s%n".formatted(witness.verifier().name(), witness.verifier()));
    }
    return lines.append(more).toString();
  }

  /** A note with cosignatures of these witnesses at these seconds. */
  private SignedNote note(Map<Integer, Integer> times) {
    List<NoteSignature> signatures = new ArrayList<>(List.of(log.sign(text)));
    times.forEach(
        (witness, time) ->
            signatures.add(witnesses.get(witness).cosign(text, Instant.ofEpochSecond(time))));
    return new SignedNote(text, signatures);
  }

  @Test
  void aRecordedCheckpointOfAPublicLogSatisfiesThreeOfItsFourWitnesses() {
    WitnessPolicy policy =
        parse(
            """
            # keys as their operators publish them
            log %s https://arche2025h1.staging.ct.transparency.dev/
            witness garden %s
            witness smartit %s
            \twitness remora   %s  \t

            witness stagemole %s https://witness.stagemole.eu/
            group all-of-them 3 garden smartit remora stagemole
            quorum all-of-them
            """
                .formatted(
                    Recorded.ARCHE,
                    Recorded.GARDEN,
                    Recorded.SMARTIT,
                    Recorded.REMORA,
                    Recorded.STAGEMOLE));
    SignedNote note = Recorded.note("arche2025h1-1432088532.txt");

    assertThat(policy.judge(note))
        .isInstanceOfSatisfying(
            Satisfied.class,
            satisfied -> {
              assertThat(satisfied.since()).contains(RECORDED);
              assertThat(satisfied.checkpoint().size()).isEqualTo(1432088532L);
              assertThat(satisfied.times())
                  .containsOnlyKeys("garden", "smartit", "remora", "stagemole");
            });
    assertThat(policy.isSatisfiedBefore(RECORDED.plusSeconds(1), note)).isTrue();
    assertThat(policy.isSatisfiedBefore(RECORDED, note)).isFalse();
    assertThat(policy.logs().getFirst().url())
        .contains(URI.create("https://arche2025h1.staging.ct.transparency.dev/"));
    assertThat(policy.witnesses().get(1).url()).isEmpty();
  }

  @Test
  void aQuorumIsCompleteWhenItsLastNecessaryMemberHasCosigned() {
    WitnessPolicy two = parse(lines("group x 2 x1 x2 x3\nquorum x\n"));
    WitnessPolicy any = parse(lines("group x any x1 x2 x3\nquorum x\n"));
    WitnessPolicy all = parse(lines("group x all x1 x2 x3\nquorum x\n"));
    SignedNote note = note(Map.of(0, 30, 1, 10, 2, 20));

    assertThat(since(two, note)).isEqualTo(20);
    assertThat(since(any, note)).isEqualTo(10);
    assertThat(since(all, note)).isEqualTo(30);
    assertThat(two.isSatisfiedBefore(Instant.ofEpochSecond(20), note)).isFalse();
    assertThat(two.isSatisfiedBefore(Instant.ofEpochSecond(21), note)).isTrue();
  }

  @Test
  void groupsOfGroupsAreJudgedFromInside() {
    WitnessPolicy policy = parse(lines("group x 2 x1 x2 x3\ngroup both all x y1\nquorum both\n"));

    assertThat(since(policy, note(Map.of(0, 1, 2, 2, 3, 3)))).isEqualTo(3);
    assertThat(policy.isSatisfiedBy(note(Map.of(0, 1, 1, 1, 2, 1)))).isFalse();
    assertThat(policy.isSatisfiedBy(note(Map.of(0, 1, 3, 1)))).isFalse();
  }

  private static long since(WitnessPolicy policy, SignedNote note) {
    return ((Satisfied) policy.judge(note)).since().orElseThrow().getEpochSecond();
  }

  @Test
  void theEarliestCosignatureOfAWitnessCounts() {
    WitnessPolicy policy = parse(lines("quorum x1\n"));
    SignedNote note =
        note(Map.of(0, 50))
            .with(List.of(witnesses.getFirst().cosign(text, Instant.ofEpochSecond(40))));

    assertThat(since(policy, note)).isEqualTo(40);
  }

  @Test
  void withoutAQuorumTheLogAloneDecidesAndThereIsNoTime() {
    WitnessPolicy policy = parse(lines("quorum none\n"));
    SignedNote note = note(Map.of());

    assertThat(policy.isSatisfiedBy(note)).isTrue();
    assertThat(policy.isSatisfiedBefore(Instant.MAX, note)).isFalse();
  }

  @Test
  void aNoteOfAnotherLogOrWithAnInvalidSignatureIsNotSatisfying() {
    WitnessPolicy policy = parse(lines("quorum x1\n"));
    SignedNote good = note(Map.of(0, 1));
    String other = Checkpoint.of("example.com/other", 7, Hash.leaf(new byte[0])).text();
    SigningKey x1 = witnesses.getFirst();
    Instant time = Instant.ofEpochSecond(1);

    assertThat(policy.isSatisfiedBy(good)).isTrue();
    assertRefused(policy, note(Map.of(1, 1)), "1 of 4 listed witnesses");
    assertRefused(
        policy,
        new SignedNote(other, List.of(log.sign(other), x1.cosign(other, time))),
        "no listed log has signed the checkpoint of its origin");
    assertRefused(policy, new SignedNote(text, List.of(x1.cosign(text, time))), "no listed log");
    assertRefused(
        policy,
        new SignedNote(text, List.of(log.sign(other), x1.cosign(text, time))),
        "signature of log");
    assertRefused(policy, good.with(List.of(x1.cosign(other, time))), "cosignature of witness x1");
    assertRefused(
        policy,
        new SignedNote("text\n", List.of(log.sign("text\n"), x1.cosign("text\n", time))),
        "not a checkpoint");
  }

  private static void assertRefused(WitnessPolicy policy, SignedNote note, String reason) {
    assertThat(policy.judge(note))
        .isInstanceOfSatisfying(
            NotSatisfied.class, refused -> assertThat(refused.reason()).contains(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "quorum x1",
        "quorum x9\n",
        "quorum\n",
        "quorum x1 x2\n",
        "quorum x1\nquorum x2\n",
        "Quorum x1\n",
        "group x 0 x1 x2\nquorum x\n",
        "group x 3 x1 x2\nquorum x\n",
        "group x 02 x1 x2\nquorum x\n",
        "group x most x1 x2\nquorum x\n",
        "group x any\nquorum x1\n",
        "group x any x1 x1\nquorum x\n",
        "group x any x1\ngroup y any x1\nquorum x\n",
        "group x any x\nquorum x\n",
        "group x any none\nquorum x\n",
        "group none any x1\nquorum x1\n",
        "group x1 any x2\nquorum x1\n",
        "quorum x\ngroup x any x1\n",
        "quorum x1\r\n",
        "quorum x1 \u0000\n",
        "quorum x1\u007f\n",
        "quorum\u00a0x1\n",
        "witness z not-a-key\nquorum x1\n",
        "log\nquorum x1\n"
      })
  void aPolicyThatIsNotExactlyInTheFormatIsRefused(String more) {
    assertThatThrownBy(() -> parse(lines(more))).isInstanceOf(Malformed.class);
  }

  @Test
  void aKeyOfTheWrongKindOrListedTwiceIsRefused() {
    NoteKey x1 = witnesses.getFirst().verifier();
    NoteKey renamed = new NoteKey("z", x1.type(), x1.encodedKey());
    NoteKey renamedLog = new NoteKey("z", KeyType.ED25519, log.verifier().encodedKey());
    for (String line :
        List.of(
            "log " + x1,
            "log " + renamedLog,
            "witness z " + log.verifier(),
            "witness z " + renamed,
            "witness z " + Recorded.GARDEN + " ftp://example.com/",
            "witness z " + Recorded.GARDEN + " https://",
            "witness z " + Recorded.GARDEN + " https://example.com/ more")) {
      assertThatThrownBy(() -> parse(lines(line + "\nquorum x1\n")))
          .as(line)
          .isInstanceOf(Malformed.class)
          .hasMessageStartingWith("line 6: ");
    }
  }

  @Test
  void everyFaultIsReportedWithItsLine() {
    assertThatThrownBy(() -> parse("log x\nwitness\n\nquorum y\nquorum none\n"))
        .isInstanceOf(Malformed.class)
        .hasMessageContainingAll("line 1: ", "line 2: ", "line 4: ", "line 5: ");
  }

  @Test
  void namesAreOctetsAndCommentsNeedNotBeUnicode() {
    byte[] policy =
        lines("# \u00ff\ngroup \u00ff any x1\ngroup \u00fe any x2\nquorum \u00fe\n")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(WitnessPolicy.parse(policy).isSatisfiedBy(note(Map.of(1, 1)))).isTrue();
    assertThat(WitnessPolicy.parse(policy).isSatisfiedBy(note(Map.of(0, 1)))).isFalse();
  }
}
