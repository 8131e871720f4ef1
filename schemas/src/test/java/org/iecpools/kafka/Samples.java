package org.iecpools.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;

/** Records of every type with random content, for tests in all modules. */
public final class Samples {

  private static final EventCodec CODEC = new EventCodec(EventCodec.inMemory());
  private static final SchemaIds IDS = EventCodec.inMemory();

  private Samples() {}

  /** A random record of a schema. It is valid Avro, but its content need not be valid. */
  public static SpecificRecord any(Schema ours, Random random) {
    return specific((GenericRecord) value(ours, random, 3));
  }

  /**
   * A random record that every reader accepts: its pool, times and numbers are valid.
   *
   * @param now time of the event, milliseconds since 1970, UTC
   */
  public static SpecificRecord valid(Schema ours, Random random, long now) {
    GenericRecord record = (GenericRecord) value(ours, random, 3);
    makeValid(record, random, now);
    return specific(record);
  }

  /** The same for a certain candidate, if the schema has a candidate. */
  public static SpecificRecord valid(Schema ours, Random random, long now, UUID candidate) {
    GenericRecord record = generic(valid(ours, random, now));
    Schema.Field field = ours.getField("candidateId");
    if (field != null) {
      byte[] id =
          ByteBuffer.allocate(16)
              .putLong(candidate.getMostSignificantBits())
              .putLong(candidate.getLeastSignificantBits())
              .array();
      record.put(field.pos(), new GenericData.Fixed(field.schema(), id));
    }
    return specific(record);
  }

  private static void makeValid(GenericRecord record, Random random, long now) {
    for (Schema.Field field : record.getSchema().getFields()) {
      switch (field.name()) {
        case "season" -> record.put(field.pos(), 2026);
        case "country", "citizenship", "residence" -> {
          if (field.schema().getType() == Schema.Type.STRING) {
            record.put(field.pos(), "IE");
          }
        }
        case "stream" -> record.put(field.pos(), null);
        case "category" ->
            record.put(
                field.pos(),
                field.schema().getType() == Schema.Type.STRING
                    ? "wh"
                    : new GenericData.EnumSymbol(field.schema(), "WORKING_HOLIDAY"));
        case "stay", "revision", "invited" ->
            record.put(field.pos(), field.name().equals("stay") ? 1 : 0);
        case "occurredAt", "answerBy", "acceptedAt", "submitBy", "runsAt" ->
            record.put(field.pos(), now);
        case "minuteOfDay" -> record.put(field.pos(), random.nextInt(1_440));
        case "timeZone" -> record.put(field.pos(), "America/Toronto");
        case "birthDate" -> record.put(field.pos(), 10_957);
        case "identityDigest" -> {
          if (record.get(field.pos()) != null) {
            byte[] digest = new byte[32];
            random.nextBytes(digest);
            record.put(field.pos(), ByteBuffer.wrap(digest));
          }
        }
        case "eligibleUntil" -> record.put(field.pos(), 22_000);
        default -> {
          switch (record.get(field.pos())) {
            case GenericRecord below -> makeValid(below, random, now);
            case List<?> items -> {
              for (Object item : items) {
                if (item instanceof GenericRecord below) {
                  makeValid(below, random, now);
                }
              }
            }
            case null, default -> {
              // any value is valid
            }
          }
        }
      }
    }
  }

  /** Converts a record to its generic form, without logical types. */
  static GenericRecord generic(SpecificRecord record) {
    byte[] bytes = CODEC.encode(record);
    try {
      return new GenericDatumReader<GenericRecord>(record.getSchema())
          .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Converts a generic record to its generated class. */
  static SpecificRecord specific(GenericRecord record) {
    try {
      return CODEC.decode(encode(record, IDS.idOf(ours(record.getSchema()))));
    } catch (EventCodec.Undecodable e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Schema ours(Schema schema) {
    return EventCodec.schemas().stream()
        .filter(each -> each.getFullName().equals(schema.getFullName()))
        .findFirst()
        .orElseThrow();
  }

  /** Encodes a record in the wire format. */
  public static byte[] encode(GenericRecord record, int id) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * A random value of a schema, without logical types.
   *
   * @param depth maximum nesting of collections and optional records
   */
  static Object value(Schema schema, Random random, int depth) {
    return switch (schema.getType()) {
      case RECORD -> {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
          record.put(field.pos(), value(field.schema(), random, depth - 1));
        }
        yield record;
      }
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int i = depth > 0 ? random.nextInt(3) : 0; i > 0; i--) {
          items.add(value(schema.getElementType(), random, depth - 1));
        }
        yield items;
      }
      case MAP -> {
        Map<String, Object> entries = new HashMap<>();
        for (int i = depth > 0 ? random.nextInt(3) : 0; i > 0; i--) {
          entries.put("k" + i, value(schema.getValueType(), random, depth - 1));
        }
        yield entries;
      }
      case UNION ->
          value(
              schema.getTypes().get(depth > 0 ? random.nextInt(schema.getTypes().size()) : 0),
              random,
              depth - 1);
      case FIXED -> {
        byte[] bytes = new byte[schema.getFixedSize()];
        random.nextBytes(bytes);
        yield new GenericData.Fixed(schema, bytes);
      }
      case STRING -> "t" + random.nextInt(1_000);
      case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(4)]);
      case INT -> random.nextInt(20_000);
      case LONG -> (long) random.nextInt(1_000_000);
      case FLOAT -> random.nextInt(64) / 64f;
      case DOUBLE -> random.nextInt(64) / 64d;
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
    };
  }
}
