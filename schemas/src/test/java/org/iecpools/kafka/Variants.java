package org.iecpools.kafka;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * Generates records of this system's types as written with a different schema, together with the
 * result that a reader must produce. It changes schema and value together, at random and at every
 * level: it drops, adds, renames and reorders fields, wraps types in unions, and changes types,
 * logical types, names and enum symbols. It shares no code with the code under test.
 */
public final class Variants {

  private static final List<String> LOGICAL_TYPES =
      List.of(
          "timestamp-millis",
          "timestamp-micros",
          "timestamp-nanos",
          "local-timestamp-millis",
          "date",
          "time-millis",
          "time-micros",
          "uuid",
          "decimal",
          "somebody-s-own");

  private final Random random;
  private final int outOf;
  private final Map<String, Rewritten> named = new HashMap<>();
  private boolean isRefused;
  private int extra;

  private Variants(Random random, int outOf) {
    this.random = random;
    this.outOf = outOf;
  }

  /**
   * A record and the schema that it was written with.
   *
   * @param record the record's fields
   * @param expected the record that readers must produce; empty if they must refuse it
   */
  public record Variant(Schema writer, GenericRecord record, Optional<SpecificRecord> expected) {}

  /**
   * A changed schema, with the conversion of original values to written values and to expected
   * values.
   */
  private record Rewritten(
      Schema schema, UnaryOperator<Object> written, UnaryOperator<Object> expected) {
    static Rewritten same(Schema schema) {
      return new Rewritten(schema, UnaryOperator.identity(), UnaryOperator.identity());
    }
  }

  /** A variant of an event, written with a random different schema. */
  public static Variant of(SpecificRecord event, Random random) {
    // Some variants have many changes; most have a single one, which is then the only possible
    // reason to refuse them.
    Variants variants = new Variants(random, random.nextInt(4) == 0 ? 6 : 30);
    GenericRecord ours = Samples.generic(event);
    Rewritten rewritten = variants.rewrite(ours.getSchema());
    GenericRecord written = (GenericRecord) rewritten.written.apply(ours);
    return new Variant(
        new Schema.Parser().parse(rewritten.schema.toString()),
        written,
        variants.isRefused
            ? Optional.empty()
            : Optional.of(
                Samples.specific(
                    (GenericRecord) rewritten.expected.apply(Samples.generic(event)))));
  }

  private boolean rarely() {
    return random.nextInt(outOf) == 0;
  }

  private boolean veryRarely() {
    return random.nextInt(outOf * outOf) == 0;
  }

  private Rewritten rewrite(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> {
        Rewritten known = named.get(schema.getFullName());
        if (known == null) {
          known =
              switch (schema.getType()) {
                case RECORD -> rewriteRecord(schema);
                case ENUM -> rewriteEnum(schema);
                default -> rewriteFixed(schema);
              };
          named.put(schema.getFullName(), known);
        }
        yield known;
      }
      case ARRAY -> {
        Rewritten items = rewrite(schema.getElementType());
        yield new Rewritten(
            Schema.createArray(items.schema), each(items.written), each(items.expected));
      }
      case UNION -> {
        Rewritten present = rewrite(schema.getTypes().get(1));
        List<Schema> types = new ArrayList<>(List.of(schema.getTypes().get(0), present.schema));
        if (rarely()) {
          Collections.reverse(types);
        }
        yield new Rewritten(
            Schema.createUnion(types), unlessNull(present.written), unlessNull(present.expected));
      }
      default -> Rewritten.same(schema);
    };
  }

  private static UnaryOperator<Object> each(UnaryOperator<Object> of) {
    return items -> {
      List<Object> all = new ArrayList<>();
      ((List<?>) items).forEach(item -> all.add(of.apply(item)));
      return all;
    };
  }

  private static UnaryOperator<Object> unlessNull(UnaryOperator<Object> of) {
    return value -> value == null ? null : of.apply(value);
  }

  // ---- named types

  private String name(Schema schema) {
    if (veryRarely()) {
      isRefused = true;
      return schema.getName() + "2";
    }
    return schema.getName();
  }

  private String namespace(Schema schema) {
    if (veryRarely()) {
      isRefused = true;
      return "com.example";
    }
    return schema.getNamespace();
  }

  private Rewritten rewriteFixed(Schema schema) {
    boolean isLonger = veryRarely();
    Schema fixed =
        Schema.createFixed(
            name(schema), null, namespace(schema), schema.getFixedSize() + (isLonger ? 1 : 0));
    boolean hasNoLogicalType = veryRarely();
    if (!hasNoLogicalType) {
      fixed.addProp(LogicalType.LOGICAL_TYPE_PROP, schema.getProp(LogicalType.LOGICAL_TYPE_PROP));
    }
    isRefused |= isLonger || hasNoLogicalType;
    return new Rewritten(
        fixed,
        value -> {
          byte[] bytes = ((GenericData.Fixed) value).bytes();
          return new GenericData.Fixed(fixed, java.util.Arrays.copyOf(bytes, fixed.getFixedSize()));
        },
        UnaryOperator.identity());
  }

  private Rewritten rewriteEnum(Schema schema) {
    List<String> symbols = new ArrayList<>(schema.getEnumSymbols());
    String renamed = rarely() ? symbols.get(random.nextInt(symbols.size())) : "";
    symbols.replaceAll(symbol -> symbol.equals(renamed) ? "A_LATER_ONE" : symbol);
    if (rarely()) {
      symbols.add("ANOTHER");
    }
    if (rarely()) {
      Collections.shuffle(symbols, random);
    }
    Schema changed =
        Schema.createEnum(name(schema), null, namespace(schema), symbols, symbols.getFirst());
    return new Rewritten(
        changed,
        value ->
            new GenericData.EnumSymbol(
                changed, value.toString().equals(renamed) ? "A_LATER_ONE" : value.toString()),
        value ->
            value.toString().equals(renamed)
                ? new GenericData.EnumSymbol(schema, schema.getEnumDefault())
                : value);
  }

  private Rewritten rewriteRecord(Schema schema) {
    Map<String, Rewritten> fields = new HashMap<>();
    Map<String, Object> defaults = new HashMap<>();
    List<Schema.Field> written = new ArrayList<>();
    Map<String, Object> extras = new HashMap<>();
    for (Schema.Field field : schema.getFields()) {
      boolean isDropped = rarely();
      boolean isRenamed = !isDropped && rarely();
      if (isDropped || isRenamed) {
        if (field.hasDefaultValue()) {
          defaults.put(field.name(), GenericData.get().getDefaultValue(field));
        } else {
          isRefused = true;
        }
        if (isRenamed) {
          // Only aliases in the reader's schema count; those in the writer's schema have no effect.
          Schema.Field other =
              new Schema.Field("its" + field.name(), Schema.create(Type.STRING), null);
          other.addAlias(field.name());
          written.add(other);
          extras.put(other.name(), "x");
        }
      } else {
        Rewritten type = retype(field.schema());
        fields.put(field.name(), type);
        written.add(new Schema.Field(field.name(), type.schema, rarely() ? "a comment" : null));
      }
    }
    while (rarely()) {
      Schema any = anyType(3);
      String name = "extra" + extra++;
      written.add(new Schema.Field(name, any, null));
      extras.put(name, Samples.value(any, random, 3));
    }
    if (rarely()) {
      Collections.shuffle(written, random);
    }
    Schema changed = Schema.createRecord(name(schema), null, namespace(schema), false, written);
    if (rarely()) {
      changed.addAlias("AnAlias");
    }
    return new Rewritten(
        changed,
        value -> {
          GenericRecord ours = (GenericRecord) value;
          GenericRecord theirs = new GenericData.Record(changed);
          fields.forEach((name, type) -> theirs.put(name, type.written.apply(ours.get(name))));
          extras.forEach(theirs::put);
          return theirs;
        },
        value -> {
          GenericRecord ours = (GenericRecord) value;
          fields.forEach((name, type) -> ours.put(name, type.expected.apply(ours.get(name))));
          defaults.forEach(ours::put);
          return ours;
        });
  }

  // ---- types of fields

  private Rewritten retype(Schema ours) {
    if (!rarely()) {
      return rewrite(ours);
    }
    Schema present = ours.getType() == Type.UNION ? ours.getTypes().get(1) : ours;
    return switch (random.nextInt(4)) {
      case 0 -> otherType(ours, present);
      case 1 -> otherLogicalType(ours, present);
      case 2 -> optional(ours);
      default -> unionWithAnother(ours, present);
    };
  }

  private Rewritten otherType(Schema ours, Schema present) {
    Type type =
        List.of(Type.INT, Type.LONG, Type.FLOAT, Type.DOUBLE, Type.STRING, Type.BYTES, Type.BOOLEAN)
            .get(random.nextInt(7));
    if (type == present.getType()) {
      return rewrite(ours);
    }
    Schema other = Schema.create(type);
    Object value = Samples.value(other, random, 1);
    boolean isPlain = present.getProp(LogicalType.LOGICAL_TYPE_PROP) == null;
    boolean fits =
        isPlain
            && (present.getType() == Type.LONG && type == Type.INT
                || present.getType() == Type.DOUBLE && (type == Type.INT || type == Type.FLOAT));
    isRefused |= !fits;
    return new Rewritten(
        other,
        _ -> value,
        _ ->
            present.getType() == Type.LONG
                ? (Object) ((Number) value).longValue()
                : fits ? (Object) ((Number) value).doubleValue() : value);
  }

  private Rewritten otherLogicalType(Schema ours, Schema present) {
    if (present.getType() != Type.LONG
        && present.getType() != Type.INT
        && present.getType() != Type.STRING) {
      return rewrite(ours);
    }
    String now = present.getProp(LogicalType.LOGICAL_TYPE_PROP);
    String other =
        now != null && random.nextBoolean()
            ? null
            : LOGICAL_TYPES.get(random.nextInt(LOGICAL_TYPES.size()));
    if (java.util.Objects.equals(now, other)) {
      return rewrite(ours);
    }
    Schema changed = Schema.create(present.getType());
    if (other != null) {
      changed.addProp(LogicalType.LOGICAL_TYPE_PROP, other);
    }
    isRefused = true;
    Schema whole =
        ours.getType() == Type.UNION
            ? Schema.createUnion(Schema.create(Type.NULL), changed)
            : changed;
    return Rewritten.same(whole);
  }

  /** A nullable type: readable if the value is not null. */
  private Rewritten optional(Schema ours) {
    if (ours.getType() == Type.UNION) {
      return rewrite(ours);
    }
    Rewritten inner = rewrite(ours);
    boolean isNull = random.nextInt(4) == 0;
    return new Rewritten(
        Schema.createUnion(Schema.create(Type.NULL), inner.schema),
        value -> {
          // Only if the value is written at all, because it may be in an item of an empty array.
          isRefused |= isNull;
          return isNull ? null : inner.written.apply(value);
        },
        inner.expected);
  }

  /** A union with a type that cannot be mistaken for the original one. */
  private Rewritten unionWithAnother(Schema ours, Schema present) {
    Schema other =
        present.getType() == Type.BOOLEAN
            ? Schema.create(Type.STRING)
            : Schema.create(Type.BOOLEAN);
    boolean isOther = random.nextInt(4) == 0;
    Rewritten inner = rewrite(present);
    List<Schema> types =
        ours.getType() == Type.UNION
            ? List.of(other, ours.getTypes().get(0), inner.schema)
            : List.of(other, inner.schema);
    Object otherValue = Samples.value(other, random, 1);
    return new Rewritten(
        Schema.createUnion(types),
        value -> {
          isRefused |= isOther;
          return isOther ? otherValue : unlessNull(inner.written).apply(value);
        },
        unlessNull(inner.expected));
  }

  /** A random schema. */
  private Schema anyType(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 7)) {
      case 0 -> Schema.create(Type.INT);
      case 1 -> Schema.create(Type.LONG);
      case 2 -> Schema.create(Type.DOUBLE);
      case 3 -> Schema.create(Type.STRING);
      case 4 -> Schema.create(Type.BYTES);
      case 5 -> Schema.create(Type.BOOLEAN);
      case 6 -> Schema.createFixed("F" + extra++, null, "com.example", random.nextInt(1, 20));
      case 7 -> Schema.createMap(anyType(depth - 1));
      case 8 -> Schema.createUnion(Schema.create(Type.NULL), anyType(0));
      case 9 -> {
        // A recursive type.
        Schema list = Schema.createRecord("L" + extra++, null, "com.example", false);
        list.setFields(
            List.of(
                new Schema.Field(
                    "next", Schema.createUnion(Schema.create(Type.NULL), list), null)));
        yield list;
      }
      case 10 -> {
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
          fields.add(new Schema.Field("f" + i, anyType(depth - 1), null));
        }
        yield Schema.createRecord("R" + extra++, null, "com.example", false, fields);
      }
      default -> {
        if (random.nextInt(4) == 0) {
          // A few bytes declare any number of items, because an item takes no bytes.
          isRefused = true;
          yield Schema.createArray(
              random.nextBoolean()
                  ? Schema.create(Type.NULL)
                  : Schema.createRecord("E" + extra++, null, "com.example", false, List.of()));
        }
        yield Schema.createArray(anyType(depth - 1));
      }
    };
  }
}
