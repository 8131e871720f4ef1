package org.iecpools.kit.stream;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.jspecify.annotations.Nullable;

/** Types without components, and how each is stored. */
enum StateBasic implements StateCodec {
  BOOLEAN(Schema.create(Schema.Type.BOOLEAN), boolean.class, Boolean.class),
  INT(Schema.create(Schema.Type.INT), int.class, Integer.class),
  LONG(Schema.create(Schema.Type.LONG), long.class, Long.class),
  DOUBLE(Schema.create(Schema.Type.DOUBLE), double.class, Double.class),
  STRING(Schema.create(Schema.Type.STRING), String.class),
  BYTES(Schema.create(Schema.Type.BYTES), byte[].class),

  /** Bytes of events, and of components that are compared by content. */
  BUFFER(Schema.create(Schema.Type.BYTES), ByteBuffer.class),
  UNIQUE_ID(
      LogicalTypes.uuid().addToSchema(Schema.createFixed("UUID", null, "java.util", 16)),
      UUID.class),
  DATE(LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT)), LocalDate.class),

  /** Exact. Times of whole milliseconds need one byte more than in {@link #MILLIS}. */
  INSTANT(
      Schema.createRecord(
          "Instant",
          null,
          "java.time",
          false,
          List.of(
              new Schema.Field("epochMilli", Schema.create(Schema.Type.LONG)),
              new Schema.Field("nanoOfMilli", Schema.create(Schema.Type.INT)))),
      Instant.class),

  /** The times of events. */
  MILLIS(
      LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)), Instant.class);

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final Schema schema;
  private final List<Class<?>> types;

  StateBasic(Schema schema, Class<?>... types) {
    this.schema = schema;
    this.types = List.of(types);
  }

  /** The schema with which a type is written; empty if it is not one of these. */
  static Optional<Schema> schema(Type type) {
    return Arrays.stream(values())
        .filter(basic -> basic.types.contains(type))
        .findFirst()
        .map(basic -> basic.schema);
  }

  /** The codec that reads what was written with a schema as a type; empty if there is none. */
  static Optional<StateCodec> codec(Schema written, Type type) {
    return Arrays.stream(values())
        .filter(basic -> basic.types.contains(type) && basic.reads(written))
        .<StateCodec>map(basic -> basic)
        .findFirst();
  }

  private boolean reads(Schema written) {
    return written.getType() == schema.getType()
        // An int is written as a long is.
        || this == LONG && written.getType() == Schema.Type.INT;
  }

  @Override
  public void write(@Nullable Object value, StateEncoder out) throws IOException {
    Objects.requireNonNull(value);
    switch (this) {
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case INT -> out.writeInt((Integer) value);
      case LONG -> out.writeLong((Long) value);
      case DOUBLE -> out.writeDouble((Double) value);
      case STRING -> out.writeString((String) value);
      case BYTES -> out.writeBytes((byte[]) value);
      case BUFFER -> out.writeBytes(array((ByteBuffer) value));
      case UNIQUE_ID -> out.writeUuid((UUID) value);
      case DATE -> out.writeInt(Math.toIntExact(((LocalDate) value).toEpochDay()));
      case INSTANT -> {
        Instant instant = (Instant) value;
        out.writeLong(instant.toEpochMilli());
        out.writeInt(instant.getNano() % NANOS_PER_MILLI);
      }
      case MILLIS -> out.writeLong(((Instant) value).toEpochMilli());
    }
  }

  @Override
  public Object read(BinaryDecoder in) throws IOException {
    return switch (this) {
      case BOOLEAN -> in.readBoolean();
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case DOUBLE -> in.readDouble();
      case STRING -> in.readString();
      case BYTES -> array(in.readBytes(null));
      case BUFFER -> ByteBuffer.wrap(array(in.readBytes(null)));
      case UNIQUE_ID -> {
        byte[] bytes = new byte[16];
        in.readFixed(bytes, 0, 16);
        yield StateEncoder.uuid(bytes);
      }
      case DATE -> LocalDate.ofEpochDay(in.readInt());
      case INSTANT -> {
        Instant instant = Instant.ofEpochMilli(in.readLong());
        int nanos = in.readInt();
        yield nanos == 0 ? instant : instant.plusNanos(nanos);
      }
      case MILLIS -> Instant.ofEpochMilli(in.readLong());
    };
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
