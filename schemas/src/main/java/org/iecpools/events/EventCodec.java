package org.iecpools.events;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Records of this project to bytes and back, in the Confluent wire format: a zero byte, the
 * schema's number in four bytes, Avro binary. Why no ready-made serializer: ADR 2. Safe for several
 * threads.
 */
public final class EventCodec {

  /** Bytes that are no record of ours, with the reason in a sentence for the dead letter. */
  public static final class Undecodable extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and what would be right. */
    public Undecodable(String reason) {
      super(reason);
    }
  }

  private static final Map<String, Class<? extends SpecificRecord>> CLASSES =
      Topics.ALL.stream()
          .flatMap(topic -> topic.types().stream())
          .collect(Collectors.toMap(Class::getName, type -> type));

  private static final byte MAGIC = 0;
  private static final int HEADER = 5;

  static {
    // Avro builds no class unless its package is trusted; what we decode is generated here.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.DEFAULT,
            type -> type.getPackageName().equals(EventCodec.class.getPackageName())));
  }

  private final SchemaIds ids;
  private final ThreadLocal<Tools> tools = ThreadLocal.withInitial(Tools::new);

  /** A codec with these numbers for schemas. */
  public EventCodec(SchemaIds ids) {
    this.ids = ids;
  }

  /** Avro's readers and writers may not be shared between threads. */
  private static final class Tools {
    final Map<Integer, SpecificDatumReader<SpecificRecord>> readers = new HashMap<>();
    final Map<Class<?>, SpecificDatumWriter<SpecificRecord>> writers = new HashMap<>();
    final Map<Class<?>, Integer> ids = new HashMap<>();
    BinaryDecoder decoder;
    BinaryEncoder encoder;
  }

  /** Every schema of ours that stands on a topic, by full name. */
  public static List<Schema> schemas() {
    return CLASSES.values().stream()
        .map(type -> SpecificData.get().getSchema(type))
        .sorted(java.util.Comparator.comparing(Schema::getFullName))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * @throws SchemaRegistry.Unavailable when the schema's number is not known yet and the registry
   *     does not answer
   */
  public byte[] encode(SpecificRecord record) {
    Tools t = tools.get();
    int id = t.ids.computeIfAbsent(record.getClass(), _ -> ids.idOf(record.getSchema()));
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.write(MAGIC);
    out.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
    t.encoder = EncoderFactory.get().directBinaryEncoder(out, t.encoder);
    try {
      t.writers
          .computeIfAbsent(record.getClass(), _ -> new SpecificDatumWriter<>(record.getSchema()))
          .write(record, t.encoder);
      t.encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * @throws Undecodable when the bytes are no record of ours
   * @throws SchemaRegistry.Unavailable when the registry does not answer; worth trying again
   */
  public SpecificRecord decode(byte[] bytes) throws Undecodable {
    if (bytes == null) {
      throw new Undecodable("the value is empty; events are never deleted");
    }
    if (bytes.length < HEADER || bytes[0] != MAGIC) {
      throw new Undecodable(
          "not in the Confluent wire format: expected a zero byte, four bytes of schema id and Avro"
              + " binary");
    }
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    Tools t = tools.get();
    SpecificDatumReader<SpecificRecord> reader = t.readers.get(id);
    if (reader == null) {
      reader = reader(id);
      t.readers.put(id, reader);
    }
    t.decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, t.decoder);
    try {
      SpecificRecord record = reader.read(null, t.decoder);
      if (!t.decoder.isEnd()) {
        throw new Undecodable("bytes are left over after a " + record.getSchema().getName());
      }
      return record;
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      // A decoder that stumbled may hold half a value.
      t.decoder = null;
      throw new Undecodable("not valid Avro for schema id " + id + ": " + e);
    }
  }

  private SpecificDatumReader<SpecificRecord> reader(int id) throws Undecodable {
    Schema writer = ids.schemaOf(id);
    Class<? extends SpecificRecord> type = CLASSES.get(writer.getFullName());
    if (type == null) {
      throw new Undecodable(
          "schema id "
              + id
              + " is a "
              + writer.getFullName()
              + ", which is no event of this system");
    }
    Schema ours = SpecificData.get().getSchema(type);
    return new SpecificDatumReader<>(writer, ours, SpecificData.getForClass(type));
  }

  /** Numbers kept in memory, for tests and tools that have no registry: all schemas of ours. */
  public static SchemaIds inMemory() {
    List<Schema> schemas = schemas();
    return new SchemaIds() {
      @Override
      public int idOf(Schema schema) {
        return schemas.indexOf(schema) + 1;
      }

      @Override
      public Schema schemaOf(int id) throws Undecodable {
        return Stream.of(id)
            .filter(i -> i >= 1 && i <= schemas.size())
            .map(i -> schemas.get(i - 1))
            .findFirst()
            .orElseThrow(() -> new Undecodable("schema id " + id + " is not known"));
      }
    };
  }
}
