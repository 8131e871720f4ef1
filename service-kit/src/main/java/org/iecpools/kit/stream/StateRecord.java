package org.iecpools.kit.stream;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.LambdaMetafactory;
import java.util.function.Function;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Codec of a Java record or of a generated type, by its components. */
final class StateRecord implements StateCodec {

  private final Shape shape;

  /** What is not in the values that are read, by component. */
  private @Nullable Object[] defaults = {};

  /** In the order in which they are written. */
  private StateCodec[] fields = {};

  /** The component of each field; -1 if this version does not have it. */
  private int[] components = {};

  /** {@link #resolve} completes it. */
  StateRecord(Shape shape) {
    this.shape = shape;
  }

  /** Determines the codecs of the fields; a record may contain itself. */
  void resolve(Schema written, Schema current, Builder builder) {
    List<Schema.Field> ours = current.getFields();
    defaults = new Object[ours.size()];
    for (Schema.Field field : ours) {
      if (written.getField(field.name()) == null) {
        defaults[field.pos()] = builder.missing(field, shape.type(field.pos()), current);
      }
    }
    fields = new StateCodec[written.getFields().size()];
    components = new int[fields.length];
    for (Schema.Field field : written.getFields()) {
      Schema.Field own = current.getField(field.name());
      components[field.pos()] = own == null ? -1 : own.pos();
      fields[field.pos()] =
          own == null
              ? new Skipped(field.schema())
              : builder.codec(field.schema(), own.schema(), shape.type(own.pos()));
    }
  }

  @Override
  public void write(@Nullable Object value, StateEncoder out) throws IOException {
    if (value == null) {
      throw new IllegalArgumentException("null is not a " + shape);
    }
    for (int i = 0; i < fields.length; i++) {
      Object component = shape.get(value, components[i]);
      try {
        fields[i].write(component, out);
      } catch (NullPointerException e) {
        throw component != null
            ? e
            : new IllegalArgumentException(
                "component %d of %s is null and not @Nullable".formatted(components[i], shape), e);
      }
    }
  }

  @Override
  public Object read(BinaryDecoder in) throws IOException {
    @Nullable Object[] values = defaults.clone();
    for (int i = 0; i < fields.length; i++) {
      Object value = fields[i].read(in);
      if (components[i] >= 0) {
        values[components[i]] = value;
      }
    }
    return shape.create(values);
  }

  /** How the components of a type are read, and a value is made of them. */
  sealed interface Shape {
    /** The component at a position. */
    @Nullable Object get(Object value, int position);

    /** A value with these components. */
    Object create(@Nullable Object[] components);

    /** Type of the component at a position. */
    Type type(int position);

    /** The shape of a type. Its components are the fields of the schema, in this order. */
    static Shape of(Class<?> type, Schema schema) {
      try {
        return type.isRecord() ? OfRecord.of(type) : OfGenerated.of(type, schema);
      } catch (Throwable e) {
        throw new IllegalArgumentException(type.getName() + " cannot be stored", e);
      }
    }
  }

  /** A Java record. */
  private record OfRecord(
      Class<?> type, Type[] types, Function<Object, Object>[] accessors, MethodHandle constructor)
      implements Shape {

    static OfRecord of(Class<?> type) throws Throwable {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      RecordComponent[] components = type.getRecordComponents();
      Function<Object, Object>[] accessors = new Function[components.length];
      for (int i = 0; i < components.length; i++) {
        Method accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        MethodHandle handle = lookup.unreflect(accessor);
        accessors[i] =
            (Function<Object, Object>)
                LambdaMetafactory.metafactory(
                        lookup,
                        "apply",
                        MethodType.methodType(Function.class),
                        MethodType.methodType(Object.class, Object.class),
                        handle,
                        handle.type().wrap())
                    .getTarget()
                    .invoke();
      }
      Class<?>[] parameters =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return new OfRecord(
          type,
          Arrays.stream(components).map(RecordComponent::getGenericType).toArray(Type[]::new),
          accessors,
          lookup
              .unreflectConstructor(constructor)
              .asSpreader(Object[].class, parameters.length)
              .asType(MethodType.methodType(Object.class, Object[].class)));
    }

    @Override
    public @Nullable Object get(Object value, int position) {
      try {
        return accessors[position].apply(value);
      } catch (Throwable e) {
        throw new IllegalStateException(type.getName(), e);
      }
    }

    @Override
    public Object create(@Nullable Object[] components) {
      try {
        return (Object) constructor.invokeExact(components);
      } catch (Throwable e) {
        throw new IllegalStateException(type.getName(), e);
      }
    }

    @Override
    public Type type(int position) {
      return types[position];
    }

    @Override
    public String toString() {
      return type.getName();
    }
  }

  /** A type that Avro generated. */
  private record OfGenerated(Class<?> type, Type[] types, MethodHandle constructor)
      implements Shape {

    static OfGenerated of(Class<?> type, Schema schema) throws ReflectiveOperationException {
      Type[] types = new Type[schema.getFields().size()];
      for (Field field : type.getDeclaredFields()) {
        // Avro adds a $ to names that Java reserves.
        Schema.Field component = schema.getField(field.getName().replace("$", ""));
        if (component != null) {
          types[component.pos()] = field.getGenericType();
        }
      }
      return new OfGenerated(
          type,
          types,
          MethodHandles.lookup()
              .unreflectConstructor(type.getConstructor())
              .asType(MethodType.methodType(SpecificRecord.class)));
    }

    @Override
    public @Nullable Object get(Object value, int position) {
      return ((SpecificRecord) value).get(position);
    }

    @Override
    public Object create(@Nullable Object[] components) {
      SpecificRecord record;
      try {
        record = (SpecificRecord) constructor.invokeExact();
      } catch (Throwable e) {
        throw new IllegalStateException(type.getName(), e);
      }
      for (int i = 0; i < components.length; i++) {
        record.put(i, components[i]);
      }
      return record;
    }

    @Override
    public Type type(int position) {
      return types[position];
    }

    @Override
    public String toString() {
      return type.getName();
    }
  }
}
