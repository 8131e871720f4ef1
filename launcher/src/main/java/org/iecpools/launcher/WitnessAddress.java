package org.iecpools.launcher;

import java.net.URI;
import java.util.Optional;
import org.iecpools.domain.Texts;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.NoteKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The verifier key of a witness and its address, as {@code KEY=URL} or only {@code KEY}.
 *
 * @param url without {@code add-checkpoint}
 */
record WitnessAddress(NoteKey key, Optional<URI> url) {

  /** Reads the argument of an option. */
  static final class Converter implements ITypeConverter<WitnessAddress> {
    @Override
    public WitnessAddress convert(String text) {
      int at = Math.max(text.indexOf("=http://"), text.indexOf("=https://"));
      String vkey = at < 0 ? text : text.substring(0, at);
      NoteKey key;
      try {
        key = NoteKey.parse(vkey);
      } catch (Malformed e) {
        throw invalid(text, e.getMessage());
      }
      if (key.type() != KeyType.COSIGNATURE_V1) {
        throw invalid(text, "it is the key of a log");
      }
      return new WitnessAddress(
          key, at < 0 ? Optional.empty() : Optional.of(Arguments.url(text.substring(at + 1))));
    }

    private static TypeConversionException invalid(String text, String reason) {
      return new TypeConversionException(
          "%s is not the verifier key of a witness, such as ./iec witness --key prints it: %s"
              .formatted(Texts.escaped(text), reason));
    }
  }
}
