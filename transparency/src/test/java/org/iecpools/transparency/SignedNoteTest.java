package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.transparency.SignedNote.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

  /** The example of the specification signed-note. */
  private static final String EXAMPLE =
      """
      This is an example message.

      — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;

  private static final NoteKey EXAMPLE_KEY =
      NoteKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

  private static final String SIGNATURE = "— example.com/foo Uw2QOkn8srV1yA==\n";

  @Test
  void theExampleOfTheSpecificationIsVerified() {
    SignedNote note = parse(EXAMPLE);

    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(note.status(EXAMPLE_KEY)).isEqualTo(Status.VALID);
    assertThat(note).hasToString(EXAMPLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum.golang.org-35225469.txt", "sum.golang.org-63096908.txt"})
  void treeHeadsOfTheGoChecksumDatabaseAreVerified(String file) {
    SignedNote note = Recorded.note(file);

    assertThat(note.status(Recorded.SUMDB_KEY)).isEqualTo(Status.VALID);
    assertThat(Checkpoint.parse(note.text()).origin()).isEqualTo(Recorded.SUMDB);
  }

  @Test
  void cosignaturesOfPublicWitnessesAreVerifiedWithTheirTimes() {
    SignedNote note = Recorded.note("arche2025h1-1432088532.txt");

    assertThat(note.status(Recorded.ARCHE)).isEqualTo(Status.VALID);
    for (NoteKey witness :
        List.of(Recorded.GARDEN, Recorded.SMARTIT, Recorded.REMORA, Recorded.STAGEMOLE)) {
      assertThat(note.status(witness)).as(witness.name()).isEqualTo(Status.VALID);
      assertThat(witness.timeOf(note.signaturesOf(witness).getFirst()))
          .isEqualTo(Instant.parse("2026-05-23T21:50:24Z"));
    }
  }

  @Test
  void aChangeOfTextTimeOrSignatureMakesARecordedNoteInvalid() {
    String text = Recorded.text("arche2025h1-1432088532.txt");

    assertThat(parse(text.replace("1432088532", "1432088533")).status(Recorded.REMORA))
        .isEqualTo(Status.INVALID);
    assertThat(parse(text.replace("2net5wAAAABq", "2net5wAAAABr")).status(Recorded.REMORA))
        .isEqualTo(Status.INVALID);
    assertThat(parse(text.replace("DrAWfBw==", "DrAWfBg==")).status(Recorded.REMORA))
        .isEqualTo(Status.INVALID);
  }

  @Test
  void signaturesOfOtherKeysAreIgnoredEvenIfTheyShareANameOrAnId() {
    SignedNote note = parse(EXAMPLE);
    NoteSignature known = note.signatures().getFirst();
    SignedNote more =
        note.with(
            List.of(
                new NoteSignature("example.com/bar", known.encoded()),
                NoteSignature.of("example.com/foo", 7, new byte[64]),
                NoteSignature.of("post.quantum.example/key", 6, new byte[2420])));

    assertThat(parse(more.toString())).isEqualTo(more);
    assertThat(more.status(EXAMPLE_KEY)).isEqualTo(Status.VALID);
  }

  @Test
  void anInvalidSignatureOfAKnownKeyMakesTheNoteInvalidNextToAValidOne() {
    SignedNote note = parse(EXAMPLE);
    SignedNote more =
        note.with(List.of(NoteSignature.of("example.com/foo", EXAMPLE_KEY.id(), new byte[64])));

    assertThat(more.status(EXAMPLE_KEY)).isEqualTo(Status.INVALID);
  }

  @Test
  void sixteenSignaturesAreAcceptedAndAHundredAndOneAreNot() {
    assertThat(parse("text\n\n" + SIGNATURE.repeat(16)).signatures()).hasSize(16);
    assertThatThrownBy(() -> parse("text\n\n" + SIGNATURE.repeat(101)))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("100");
  }

  @Test
  void theLastEmptyLineSeparatesTheSignatures() {
    assertThat(parse("a\n\nb\n\n" + SIGNATURE).text()).isEqualTo("a\n\nb\n");
    assertThat(parse("a\n\n" + SIGNATURE + "\n" + SIGNATURE).text()).isEqualTo("a\n\n" + SIGNATURE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void aNoteThatIsNotExactlyInTheFormatIsRefused(String name, String note) {
    assertThatThrownBy(() -> SignedNote.parse(note.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(Malformed.class);
  }

  static Stream<Arguments> malformed() {
    String line =
        new String(SIGNATURE.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    String dash = line.substring(0, 4);
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("no empty line", "text\n" + line),
        Arguments.of("no signature", "text\n\n"),
        Arguments.of("no line break at the end", "text\n\n" + line.strip()),
        Arguments.of("an empty line at the end", "text\n\n" + line + "\n"),
        Arguments.of("a carriage return", "text\r\n\n" + line),
        Arguments.of("a zero byte", "te\0xt\n\n" + line),
        Arguments.of("a tab in the text", "te\txt\n\n" + line),
        Arguments.of("a byte that is not UTF-8", "te\u00ffxt\n\n" + line),
        Arguments.of("an encoded surrogate", "te\u00ed\u00a0\u0080xt\n\n" + line),
        Arguments.of("an overlong encoding", "te\u00c0\u00afxt\n\n" + line),
        Arguments.of("a hyphen instead of the dash", "text\n\n- example.com/foo AAAAAAA=\n"),
        Arguments.of("no name", "text\n\n" + dash + " AAAAAAA=\n"),
        Arguments.of("no signature after the name", "text\n\n" + dash + "example.com/foo\n"),
        Arguments.of("a name with a plus", "text\n\n" + dash + "a+b AAAAAAA=\n"),
        Arguments.of(
            "a name with a no-break space", "text\n\n" + dash + "a\u00c2\u00a0b AAAAAAA=\n"),
        Arguments.of("a name with a next line", "text\n\n" + dash + "a\u00c2\u0085b AAAAAAA=\n"),
        Arguments.of("two spaces", "text\n\n" + dash + "a  AAAAAAA=\n"),
        Arguments.of("a space at the end", "text\n\n" + dash + "a AAAAAAA= \n"),
        Arguments.of("only a key id", "text\n\n" + dash + "a AAAAAA==\n"),
        Arguments.of("no base64", "text\n\n" + dash + "a AAAA*AA=\n"),
        Arguments.of("URL-safe base64", "text\n\n" + dash + "a AAAA__8=\n"),
        Arguments.of("base64 without padding", "text\n\n" + dash + "a AAAAAAA\n"),
        Arguments.of("base64 with unused bits", "text\n\n" + dash + "a AAAAAAB=\n"));
  }

  @Test
  void aNoteCannotBeMadeOfATextThatCannotBeRead() {
    List<NoteSignature> signatures = parse(EXAMPLE).signatures();
    for (String text : List.of("no line break", "a\rb\n", "\ud800\n", "")) {
      assertThatThrownBy(() -> new SignedNote(text, signatures)).isInstanceOf(Malformed.class);
    }
    assertThatThrownBy(() -> new SignedNote("text\n", List.of())).isInstanceOf(Malformed.class);
  }

  @Test
  void aSignatureOfAnotherLengthIsInvalid() {
    for (int length : IntStream.of(1, 63, 65, 72, 128).toArray()) {
      SignedNote note =
          new SignedNote(
              "text\n",
              List.of(NoteSignature.of("example.com/foo", EXAMPLE_KEY.id(), new byte[length])));
      assertThat(note.status(EXAMPLE_KEY)).isEqualTo(Status.INVALID);
    }
  }

  private static SignedNote parse(String note) {
    return SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
  }
}
