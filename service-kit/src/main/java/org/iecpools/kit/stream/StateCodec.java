package org.iecpools.kit.stream;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes values of one type in Avro binary. Codecs form a tree like the schema. It is
 * built once for the schema that values were written with, and reads them directly into this
 * version's type: fields that it lacks are skipped, fields that it added have their default.
 */
interface StateCodec {

  /** Writes a value, in the schema that the codec was built for. */
  void write(@Nullable Object value, StateEncoder out) throws IOException;

  /** Reads a value. */
  @Nullable Object read(BinaryDecoder in) throws IOException;

  /**
   * A codec for values of a type, which were written with another schema or with that of the type.
   *
   * @throws IllegalArgumentException if the type cannot hold what the schema describes; the message
   *     says why
   */
  static StateCodec of(Schema written, Schema current, Class<?> type) {
    return new Builder().codec(written, current, type);
  }

  /** Builds the tree. Records and enums that occur several times share a codec. */
  final class Builder {

    private record Known(Schema written, Type type) {}

    private final Map<Known, StateCodec> known = new HashMap<>();

    StateCodec codec(Schema written, Schema current, Type type) {
      if (written.isUnion()) {
        return union(written, current, type);
      }
      if (current.isUnion()) {
        Schema match = match(written, current, type);
        return codec(written, match, classOf(match, type));
      }
      if (type instanceof ParameterizedType generic) {
        require(written, Schema.Type.ARRAY, type);
        return collection(written.getElementType(), current.getElementType(), generic);
      }
      if (!(type instanceof Class<?> stored)) {
        throw refusal(written, type);
      }
      if (stored.isEnum()) {
        require(written, Schema.Type.ENUM, type);
        return enumeration(written, current, stored);
      }
      Optional<StateCodec> basic = StateBasic.codec(written, stored);
      if (basic.isPresent()) {
        return basic.get();
      }
      if (stored.isRecord() || current.getType() == Schema.Type.RECORD) {
        require(written, Schema.Type.RECORD, type);
        Known key = new Known(written, type);
        StateCodec shared = known.get(key);
        if (shared == null) {
          StateRecord record = new StateRecord(StateRecord.Shape.of(stored, current));
          known.put(key, record);
          record.resolve(written, current, this);
          shared = record;
        }
        return shared;
      }
      throw refusal(written, type);
    }

    /** The value of a field that is missing in what was written. */
    @Nullable Object missing(Schema.Field field, Type type, Schema record) {
      if (!field.hasDefaultValue()) {
        throw new IllegalArgumentException(
            ("%s.%s is missing in stored values: only a @Nullable component or a List, Set or Map"
                    + " can be added to a stored type")
                .formatted(record.getName(), field.name()));
      }
      StateEncoder out = new StateEncoder();
      try {
        new GenericDatumWriter<>(field.schema())
            .write(GenericData.get().getDefaultValue(field), out);
        return codec(field.schema(), field.schema(), type)
            .read(DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
      } catch (IOException e) {
        throw new IllegalArgumentException("default of " + field, e);
      }
    }

    private StateCodec union(Schema written, Schema current, Type type) {
      List<Schema> branches = written.getTypes();
      @Nullable StateCodec[] codecs = new StateCodec[branches.size()];
      Map<Class<?>, Integer> indexes = new IdentityHashMap<>();
      int other = -1;
      int none = -1;
      if (!isFamily(type)
          && branches.stream().filter(b -> b.getType() != Schema.Type.NULL).count() > 1) {
        throw refusal(written, type);
      }
      for (int i = 0; i < codecs.length; i++) {
        Schema branch = branches.get(i);
        Schema match = match(branch, current, type);
        if (branch.getType() == Schema.Type.NULL) {
          none = i;
          continue;
        }
        Type of = classOf(match, type);
        codecs[i] = codec(branch, match, of);
        if (isFamily(type)) {
          indexes.put((Class<?>) of, i);
        } else {
          other = i;
        }
      }
      return new Union(codecs, indexes, other, none, type);
    }

    /** The branch of this version's schema that reads a branch of the writer's. */
    private static Schema match(Schema written, Schema current, Type type) {
      List<Schema> branches = current.isUnion() ? current.getTypes() : List.of(current);
      boolean isNull = written.getType() == Schema.Type.NULL;
      return branches.stream()
          .filter(
              branch ->
                  (branch.getType() == Schema.Type.NULL) == isNull
                      && (isNull || !isFamily(type) || branch.getName().equals(written.getName())))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      isNull
                          ? "%s was @Nullable in stored values and must stay so"
                              .formatted(type.getTypeName())
                          : "%s is in stored values and must stay a member of %s"
                              .formatted(written.getName(), type.getTypeName())));
    }

    private static Type classOf(Schema branch, Type type) {
      if (branch.getType() == Schema.Type.NULL || !isFamily(type)) {
        return type;
      }
      return StateSchema.members((Class<?>) type)
          .filter(member -> member.getSimpleName().equals(branch.getName()))
          .findFirst()
          .orElseThrow();
    }

    private static boolean isFamily(Type type) {
      return type instanceof Class<?> stored && stored.isInterface();
    }

    private StateCodec collection(Schema written, Schema current, ParameterizedType type) {
      Type[] arguments = type.getActualTypeArguments();
      if (type.getRawType() == Map.class) {
        require(written, Schema.Type.RECORD, type);
        return new Entries(
            codec(part(written, "key"), part(current, "key"), arguments[0]),
            codec(part(written, "value"), part(current, "value"), arguments[1]));
      }
      StateCodec element = codec(written, current, arguments[0]);
      return type.getRawType() == Set.class
          ? new Elements.OfSet(element)
          : new Elements.OfList(element);
    }

    private static Schema part(Schema entry, String name) {
      Schema.Field field = entry.getField(name);
      if (field == null) {
        throw new IllegalArgumentException(entry.getName() + " is not the entry of a map");
      }
      return field.schema();
    }

    private static StateCodec enumeration(Schema written, Schema current, Class<?> type) {
      Map<String, Enum<?>> constants = new HashMap<>();
      for (Object constant : type.getEnumConstants()) {
        constants.put(((Enum<?>) constant).name(), (Enum<?>) constant);
      }
      Enum<?>[] read = new Enum<?>[written.getEnumSymbols().size()];
      int[] indexes = new int[constants.size()];
      for (int i = 0; i < read.length; i++) {
        String symbol = written.getEnumSymbols().get(i);
        Enum<?> constant = constants.get(symbol);
        if (constant != null) {
          indexes[constant.ordinal()] = i;
        } else if (current.getEnumDefault() != null) {
          constant = constants.get(current.getEnumDefault());
        }
        if (constant == null) {
          throw new IllegalArgumentException(
              "%s is in stored values and must stay in %s".formatted(symbol, type.getName()));
        }
        read[i] = constant;
      }
      return new Constants(read, indexes);
    }

    private static void require(Schema written, Schema.Type expected, Type type) {
      if (written.getType() != expected) {
        throw refusal(written, type);
      }
    }

    private static IllegalArgumentException refusal(Schema written, Type type) {
      return new IllegalArgumentException(
          "stored as %s, which cannot be read as %s".formatted(written, type.getTypeName()));
    }
  }

  /** A field that this version does not have. */
  record Skipped(Schema written) implements StateCodec {
    @Override
    public void write(@Nullable Object value, StateEncoder out) {
      throw new IllegalStateException("only this version's schema is written");
    }

    @Override
    public @Nullable Object read(BinaryDecoder in) throws IOException {
      GenericDatumReader.skip(written, in);
      return null;
    }
  }

  /**
   * An enum.
   *
   * @param constants by index of the symbol
   * @param indexes by ordinal
   */
  record Constants(Enum<?>[] constants, int[] indexes) implements StateCodec {
    @Override
    public void write(@Nullable Object value, StateEncoder out) throws IOException {
      out.writeEnum(indexes[((Enum<?>) Objects.requireNonNull(value)).ordinal()]);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return constants[in.readEnum()];
    }
  }

  /**
   * What may be null, or of several types.
   *
   * @param codecs codec of each branch; null for that of null
   * @param indexes branch of each member of a sealed family; empty if the type is none
   * @param only branch of values if there is one type; otherwise -1
   * @param none branch of null; -1 if null is not possible
   */
  record Union(
      @Nullable StateCodec[] codecs, Map<Class<?>, Integer> indexes, int only, int none, Type type)
      implements StateCodec {

    @Override
    public void write(@Nullable Object value, StateEncoder out) throws IOException {
      int index =
          value == null ? none : only >= 0 ? only : indexes.getOrDefault(value.getClass(), -1);
      if (index < 0) {
        throw new IllegalArgumentException(value + " is not a " + type.getTypeName());
      }
      out.writeIndex(index);
      StateCodec codec = codecs[index];
      if (codec != null) {
        codec.write(value, out);
      }
    }

    @Override
    public @Nullable Object read(BinaryDecoder in) throws IOException {
      StateCodec codec = codecs[in.readIndex()];
      return codec == null ? null : codec.read(in);
    }
  }

  /** A list or a set, in its order. */
  sealed interface Elements extends StateCodec {
    /** Codec of an element. */
    StateCodec element();

    @Override
    default void write(@Nullable Object value, StateEncoder out) throws IOException {
      Collection<?> elements = (Collection<?>) Objects.requireNonNull(value);
      out.writeCount(elements.size());
      if (!elements.isEmpty()) {
        for (Object each : elements) {
          element().write(each, out);
        }
        out.writeCount(0);
      }
    }

    /** Creates a list. */
    record OfList(StateCodec element) implements Elements {
      @Override
      public Object read(BinaryDecoder in) throws IOException {
        long count = in.readArrayStart();
        if (count == 0) {
          return List.of();
        }
        List<@Nullable Object> elements = new ArrayList<>((int) count);
        for (; count > 0; count = in.arrayNext()) {
          for (long i = 0; i < count; i++) {
            elements.add(element.read(in));
          }
        }
        return Collections.unmodifiableList(elements);
      }
    }

    /** Creates a set that keeps the order. */
    record OfSet(StateCodec element) implements Elements {
      @Override
      public Object read(BinaryDecoder in) throws IOException {
        long count = in.readArrayStart();
        if (count == 0) {
          return Set.of();
        }
        Set<@Nullable Object> elements = new LinkedHashSet<>();
        for (; count > 0; count = in.arrayNext()) {
          for (long i = 0; i < count; i++) {
            elements.add(element.read(in));
          }
        }
        return Collections.unmodifiableSet(elements);
      }
    }
  }

  /** A map, in its order. */
  record Entries(StateCodec key, StateCodec value) implements StateCodec {
    @Override
    public void write(@Nullable Object map, StateEncoder out) throws IOException {
      Map<?, ?> entries = (Map<?, ?>) Objects.requireNonNull(map);
      out.writeCount(entries.size());
      if (!entries.isEmpty()) {
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
          key.write(entry.getKey(), out);
          value.write(entry.getValue(), out);
        }
        out.writeCount(0);
      }
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      long count = in.readArrayStart();
      if (count == 0) {
        return Map.of();
      }
      Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
      for (; count > 0; count = in.arrayNext()) {
        for (long i = 0; i < count; i++) {
          entries.put(key.read(in), value.read(in));
        }
      }
      return Collections.unmodifiableMap(entries);
    }
  }
}
