package org.iecpools.kit.stream;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
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
    @Nullable Object[] values = shape.components(value);
    for (int i = 0; i < fields.length; i++) {
      Object component = values[components[i]];
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

  /** How a value is taken apart and put together. */
  sealed interface Shape {
    /** The components of a value, in the order of the type. */
    @Nullable Object[] components(Object value);

    /** A value with these components. */
    Object create(@Nullable Object[] components);

    /** Type of the component at a position. */
    Type type(int position);

    /** The shape of a type, whose components are the fields of the schema. */
    static Shape of(Class<?> type, Schema schema) {
      try {
        return type.isRecord() ? OfRecord.of(type) : OfGenerated.of(type, schema);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(type.getName() + " cannot be stored", e);
      }
    }
  }

  /**
   * A Java record.
   *
   * @param components from the record to an array of its components
   * @param constructor from the array to the record
   */
  private record OfRecord(
      Class<?> type, Type[] types, MethodHandle components, MethodHandle constructor)
      implements Shape {

    static OfRecord of(Class<?> type) throws ReflectiveOperationException {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      RecordComponent[] components = type.getRecordComponents();
      MethodHandle[] accessors = new MethodHandle[components.length];
      Class<?>[] parameters = new Class<?>[components.length];
      Type[] types = new Type[components.length];
      for (int i = 0; i < components.length; i++) {
        parameters[i] = components[i].getType();
        types[i] = components[i].getGenericType();
        accessors[i] =
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, type));
      }
      MethodHandle array =
          MethodHandles.identity(Object[].class).asCollector(Object[].class, components.length);
      return new OfRecord(
          type,
          types,
          // One call per record, not one per component.
          MethodHandles.permuteArguments(
                  MethodHandles.filterArguments(array, 0, accessors),
                  MethodType.methodType(Object[].class, type),
                  new int[components.length])
              .asType(MethodType.methodType(Object[].class, Object.class)),
          lookup
              .findConstructor(type, MethodType.methodType(void.class, parameters))
              .asSpreader(Object[].class, components.length)
              .asType(MethodType.methodType(Object.class, Object[].class)));
    }

    @Override
    public @Nullable Object[] components(Object value) {
      try {
        return (Object[]) components.invokeExact(value);
      } catch (Throwable e) {
        throw new IllegalStateException("a component of " + this, e);
      }
    }

    @Override
    public Object create(@Nullable Object[] values) {
      try {
        return (Object) constructor.invokeExact(values);
      } catch (Throwable e) {
        throw new IllegalStateException("the constructor of " + this, e);
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
              .findConstructor(type, MethodType.methodType(void.class))
              .asType(MethodType.methodType(SpecificRecord.class)));
    }

    @Override
    public @Nullable Object[] components(Object value) {
      SpecificRecord record = (SpecificRecord) value;
      @Nullable Object[] components = new Object[types.length];
      for (int i = 0; i < components.length; i++) {
        components[i] = record.get(i);
      }
      return components;
    }

    @Override
    public Object create(@Nullable Object[] components) {
      SpecificRecord record;
      try {
        record = (SpecificRecord) constructor.invokeExact();
      } catch (Throwable e) {
        throw new IllegalStateException("the constructor of " + this, e);
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
