package org.iecpools.kafka;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;

/**
 * Decides whether records of a writer's schema can be read as records of this system without
 * guessing. The decision is made once per schema, before any record is read.
 *
 * <p>It is stricter than Avro's own rules, which read a time in microseconds as one in milliseconds
 * and round a large integer to the nearest double. Allowed are: a different order of fields,
 * additional fields of any type, missing fields that have a default, unions that contain a readable
 * type, other enum symbols, and numbers of a smaller type ({@code int} for {@code long}, {@code
 * int} or {@code float} for {@code double}).
 */
final class Resolution {

  private static final String LOGICAL_TYPE = LogicalType.LOGICAL_TYPE_PROP;

  private Resolution() {}

  /**
   * The first reason why records of the writer's schema are refused, as a sentence; empty if they
   * can be read.
   *
   * @param reader a schema of this system
   */
  static Optional<String> refusal(Schema writer, Schema reader) {
    try {
      return mismatch(writer, reader, reader.getName())
          .or(
              () ->
                  hasItemsWithoutBytes(writer, new HashSet<>())
                      ? Optional.of("it has an array whose items take no bytes")
                      : Optional.empty());
    } catch (StackOverflowError e) {
      return Optional.of("it is nested too deeply");
    }
  }

  private static Optional<String> mismatch(Schema writer, Schema reader, String path) {
    if (writer.getType() == Type.UNION) {
      return mismatchOfUnion(writer, reader, path);
    }
    if (reader.getType() == Type.UNION) {
      // All unions in this system's schemas are of null and one type.
      return mismatch(writer, reader.getTypes().get(writer.getType() == Type.NULL ? 0 : 1), path);
    }
    if (writer.getType() != reader.getType()) {
      return isWidened(writer, reader)
          ? Optional.empty()
          : Optional.of("%s is %s, not %s".formatted(path, text(writer), text(reader)));
    }
    if (!Objects.equals(logicalType(writer), logicalType(reader))) {
      return Optional.of("%s is %s, not %s".formatted(path, text(writer), text(reader)));
    }
    return switch (reader.getType()) {
      case RECORD -> mismatchOfRecord(writer, reader, path);
      case ENUM -> mismatchOfName(writer, reader, path);
      case FIXED ->
          mismatchOfName(writer, reader, path)
              .or(
                  () ->
                      writer.getFixedSize() == reader.getFixedSize()
                          ? Optional.empty()
                          : Optional.of(
                              "%s is of %d bytes, not %d"
                                  .formatted(path, writer.getFixedSize(), reader.getFixedSize())));
      case ARRAY -> mismatch(writer.getElementType(), reader.getElementType(), path + "[]");
      case MAP -> mismatch(writer.getValueType(), reader.getValueType(), path + "{}");
      case UNION, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> Optional.empty();
    };
  }

  /**
   * A union can be read if one of its types can be; a record with a value of another type is
   * refused when it is read. The exception is a type that Avro would resolve although this class
   * does not allow it: then the union is refused.
   */
  private static Optional<String> mismatchOfUnion(Schema writer, Schema reader, String path) {
    List<Optional<String>> branches =
        writer.getTypes().stream().map(branch -> mismatch(branch, reader, path)).toList();
    if (branches.stream().noneMatch(Optional::isEmpty)) {
      return branches.stream()
          .flatMap(Optional::stream)
          .findFirst()
          .or(() -> Optional.of(path + " is a union of nothing"));
    }
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).isPresent() && isNear(writer.getTypes().get(i), reader)) {
        return branches.get(i);
      }
    }
    return Optional.empty();
  }

  /** Whether Avro might resolve the writer's type to the reader's. */
  private static boolean isNear(Schema branch, Schema reader) {
    Schema ours = reader.getType() == Type.UNION ? reader.getTypes().get(1) : reader;
    return branch.getType() == ours.getType()
        || isNumber(branch) && isNumber(ours)
        || isText(branch) && isText(ours);
  }

  private static boolean isNumber(Schema schema) {
    return switch (schema.getType()) {
      case INT, LONG, FLOAT, DOUBLE -> true;
      default -> false;
    };
  }

  private static boolean isText(Schema schema) {
    return schema.getType() == Type.STRING || schema.getType() == Type.BYTES;
  }

  private static Optional<String> mismatchOfRecord(Schema writer, Schema reader, String path) {
    Optional<String> name = mismatchOfName(writer, reader, path);
    if (name.isPresent()) {
      return name;
    }
    for (Schema.Field field : reader.getFields()) {
      String below = path + "." + field.name();
      Schema.Field written = writer.getField(field.name());
      Optional<String> mismatch =
          written != null
              ? mismatch(written.schema(), field.schema(), below)
              : field.hasDefaultValue()
                  ? Optional.empty()
                  : Optional.of("the field %s is missing".formatted(below));
      if (mismatch.isPresent()) {
        return mismatch;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> mismatchOfName(Schema writer, Schema reader, String path) {
    return writer.getFullName().equals(reader.getFullName())
        ? Optional.empty()
        : Optional.of(
            "%s is of the type %s, not %s"
                .formatted(path, writer.getFullName(), reader.getFullName()));
  }

  /** Whether every value of the writer's type is a value of the reader's type. */
  private static boolean isWidened(Schema writer, Schema reader) {
    if (logicalType(writer) != null || logicalType(reader) != null) {
      return false;
    }
    return switch (reader.getType()) {
      case LONG -> writer.getType() == Type.INT;
      case DOUBLE -> writer.getType() == Type.INT || writer.getType() == Type.FLOAT;
      default -> false;
    };
  }

  /**
   * The logical type as written. Avro ignores logical types that it does not know, but they still
   * count as a difference.
   */
  private static String logicalType(Schema schema) {
    return schema.getProp(LOGICAL_TYPE);
  }

  private static String text(Schema schema) {
    String type =
        switch (schema.getType()) {
          case RECORD, ENUM, FIXED -> schema.getFullName();
          case UNION ->
              schema.getTypes().stream()
                  .map(Resolution::text)
                  .collect(Collectors.joining(", ", "a union of ", ""));
          default -> schema.getType().getName();
        };
    return logicalType(schema) == null ? type : type + " (" + logicalType(schema) + ")";
  }

  /**
   * Whether the schema has an array whose items take no bytes. A few bytes could then declare an
   * array of any length, which would take too long to skip.
   *
   * @param seen names of the records already visited
   */
  private static boolean hasItemsWithoutBytes(Schema schema, Set<String> seen) {
    return switch (schema.getType()) {
      case ARRAY ->
          takesNoBytes(schema.getElementType(), new HashSet<>())
              || hasItemsWithoutBytes(schema.getElementType(), seen);
      case MAP -> hasItemsWithoutBytes(schema.getValueType(), seen);
      case UNION -> schema.getTypes().stream().anyMatch(type -> hasItemsWithoutBytes(type, seen));
      case RECORD ->
          seen.add(schema.getFullName())
              && schema.getFields().stream()
                  .anyMatch(field -> hasItemsWithoutBytes(field.schema(), seen));
      default -> false;
    };
  }

  private static boolean takesNoBytes(Schema schema, Set<String> inside) {
    return switch (schema.getType()) {
      case NULL -> true;
      case FIXED -> schema.getFixedSize() == 0;
      case RECORD ->
          inside.add(schema.getFullName())
              && schema.getFields().stream()
                  .allMatch(field -> takesNoBytes(field.schema(), inside));
      default -> false;
    };
  }
}
