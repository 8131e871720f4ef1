package org.iecpools.kit.stream;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Generates values of any type of state. */
final class AnyState {

  private static final long[] LONGS = {0, -1, 1, 127, Integer.MIN_VALUE, 1L << 40, Long.MAX_VALUE};
  private static final long[] MILLIS = {0, -1, 1_767_225_600_001L, 253_402_300_799_999L};
  private static final int[] NANOS = {0, 1, 999_999};
  private static final String[] TEXTS = {"", "IE", "America/St_Johns", "Curaçao – 東京 🎲"};

  private final Random random;

  AnyState(Random random) {
    this.random = random;
  }

  Object of(Class<?> type) {
    try {
      return any((Type) type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private @Nullable Object any(AnnotatedType type) throws ReflectiveOperationException {
    if (type.isAnnotationPresent(Nullable.class) && random.nextBoolean()) {
      return null;
    }
    if (!(type instanceof AnnotatedParameterizedType generic)) {
      return any(type.getType());
    }
    AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
    return collection(
        ((ParameterizedType) type.getType()).getRawType(),
        () -> unchecked(() -> any(arguments[0])),
        () -> unchecked(() -> any(arguments[arguments.length - 1])));
  }

  private Object collection(Type raw, Supplier<?> first, Supplier<?> last) {
    int size = random.nextInt(4);
    if (raw == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      IntStream.range(0, size).forEach(_ -> map.put(first.get(), last.get()));
      return map;
    }
    List<Object> list = new ArrayList<>();
    IntStream.range(0, size).forEach(_ -> list.add(first.get()));
    return raw == Set.class ? new LinkedHashSet<>(list) : list;
  }

  private Object any(Type type) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      Supplier<?> element = () -> unchecked(() -> any(generic.getActualTypeArguments()[0]));
      return collection(generic.getRawType(), element, element);
    }
    Class<?> raw = (Class<?>) type;
    long number = LONGS[random.nextInt(LONGS.length)];
    if (raw == int.class || raw == Integer.class) {
      return (int) number;
    }
    if (raw == long.class || raw == Long.class) {
      return number;
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return random.nextBoolean();
    }
    if (raw == double.class || raw == Double.class) {
      return random.nextGaussian();
    }
    if (raw == String.class) {
      return TEXTS[random.nextInt(TEXTS.length)];
    }
    if (raw == ByteBuffer.class) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      return ByteBuffer.wrap(bytes);
    }
    if (raw == UUID.class) {
      return new UUID(random.nextLong(), random.nextLong());
    }
    if (raw == Instant.class) {
      return millis().plusNanos(NANOS[random.nextInt(NANOS.length)]);
    }
    if (raw == LocalDate.class) {
      return LocalDate.ofEpochDay(random.nextInt(-1_000_000, 1_000_000));
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
    }
    if (raw.isRecord()) {
      return record(raw);
    }
    if (SpecificRecord.class.isAssignableFrom(raw) && !raw.isInterface()) {
      return generated(raw);
    }
    List<Class<?>> members = StateSchema.members(raw).toList();
    return any((Type) members.get(random.nextInt(members.size())));
  }

  private Instant millis() {
    return Instant.ofEpochMilli(MILLIS[random.nextInt(MILLIS.length)]);
  }

  private Object record(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Constructor<?> constructor =
        type.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = any(components[i].getAnnotatedType());
    }
    return constructor.newInstance(values);
  }

  private Object generated(Class<?> type) throws ReflectiveOperationException {
    SpecificRecord record = (SpecificRecord) type.getConstructor().newInstance();
    for (Schema.Field field : SpecificData.get().getSchema(type).getFields()) {
      Field component =
          Stream.of(type.getDeclaredFields())
              .filter(f -> !Modifier.isStatic(f.getModifiers()))
              .filter(f -> f.getName().replace("$", "").equals(field.name()))
              .findFirst()
              .orElseThrow();
      boolean isNull = field.schema().isNullable() && random.nextBoolean();
      Object value =
          component.getType() == Instant.class ? millis() : any(component.getGenericType());
      record.put(field.pos(), isNull ? null : value);
    }
    return record;
  }

  /** Generation that may fail by reflection. */
  private interface Generation {
    @Nullable Object run() throws ReflectiveOperationException;
  }

  private static @Nullable Object unchecked(Generation generation) {
    try {
      return generation.run();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
