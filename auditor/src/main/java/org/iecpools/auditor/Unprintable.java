package org.iecpools.auditor;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Finds strings with control characters, which change only how text is displayed. */
final class Unprintable {

  private static final Pattern CONTROL =
      Pattern.compile(
          "[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\x{61C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}"
              + "\\x{2066}-\\x{2069}\\x{FEFF}\\x{E0001}\\x{E0020}-\\x{E007F}]");

  private Unprintable() {}

  /** Reports the first field that contains such a string, as a sentence. */
  static Optional<String> in(IndexedRecord record) {
    return record.getSchema().getFields().stream()
        .filter(field -> texts(record.get(field.pos())).anyMatch(CONTROL.asPredicate()))
        .map(Schema.Field::name)
        .map(name -> "a string in %s contains a control character".formatted(name))
        .findFirst();
  }

  private static Stream<String> texts(@Nullable Object value) {
    return switch (value) {
      case CharSequence text -> Stream.of(text.toString());
      case IndexedRecord record ->
          record.getSchema().getFields().stream().flatMap(f -> texts(record.get(f.pos())));
      case Collection<?> all -> all.stream().filter(Objects::nonNull).flatMap(Unprintable::texts);
      case null, default -> Stream.empty();
    };
  }
}
