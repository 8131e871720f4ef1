package org.iecpools.transparency;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Data of public logs and of other implementations, recorded from their repositories. */
final class Recorded {

  static final String SUMDB = "go.sum database tree";
  static final NoteKey SUMDB_KEY =
      NoteKey.parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");

  /** A log of Certificate Transparency, whose checkpoint has four cosignatures. */
  static final NoteKey ARCHE =
      NoteKey.parse(
          "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f");

  static final NoteKey GARDEN =
      NoteKey.parse(
          "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM");
  static final NoteKey SMARTIT =
      NoteKey.parse(
          "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO");
  static final NoteKey REMORA =
      NoteKey.parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2");
  static final NoteKey STAGEMOLE =
      NoteKey.parse("witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv");

  private Recorded() {}

  static String text(String file) {
    try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SignedNote note(String file) {
    return SignedNote.parse(text(file).getBytes(StandardCharsets.UTF_8));
  }
}
