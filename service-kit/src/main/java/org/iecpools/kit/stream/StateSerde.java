package org.iecpools.kit.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;

/**
 * Serializes domain state in stores and their changelogs: Avro's single-object encoding, which is
 * two bytes of marker, the fingerprint of the schema and Avro binary. The schema is derived from
 * the type (ADR 33).
 *
 * <p>Schemas of earlier versions are resources {@code state/TYPE/FINGERPRINT.avsc} next to the
 * type. JSON of still earlier versions is read, too. Thread-safe.
 */
public final class StateSerde {

  /** {@code C3 01} of Avro's single-object encoding; no JSON begins with it. */
  static final short MARKER = (short) 0xC301;

  static final int HEADER = Short.BYTES + Long.BYTES;

  private StateSerde() {}

  /**
   * A serde for one type of state: a record or a sealed family of records.
   *
   * @throws IllegalArgumentException if the type contains something that cannot be stored
   */
  public static <T> Serde<T> of(Class<T> type) {
    AvroState<T> state = new AvroState<>(type);
    return Serdes.serdeFrom(state::serialize, state::deserialize);
  }

  /** Reads what versions before ADR 33 wrote as JSON. */
  public static <T> Deserializer<T> json(Class<T> type) {
    ObjectReader reader = StateJson.MAPPER.readerFor(type);
    return (_, bytes) -> bytes == null ? null : reader.readValue(bytes);
  }

  /** Path of a committed schema among the resources. */
  static String resource(Class<?> type, long fingerprint) {
    return "/state/%s/%016x.avsc".formatted(type.getSimpleName(), fingerprint);
  }

  static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  private static final class AvroState<T> {
    private final Class<T> type;
    private final Schema schema;
    private final long fingerprint;
    private final StateCodec codec;
    private final Map<Long, StateCodec> earlier = new ConcurrentHashMap<>();
    private volatile @Nullable Deserializer<T> json;

    AvroState(Class<T> type) {
      this.type = type;
      this.schema = StateSchema.of(type);
      this.fingerprint = StateSerde.fingerprint(schema);
      this.codec = StateCodec.of(schema, schema, type);
    }

    byte @Nullable [] serialize(String topic, @Nullable T state) {
      if (state == null) {
        return null;
      }
      StateEncoder out = new StateEncoder(MARKER, fingerprint);
      try {
        codec.write(state, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }

    @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
      if (bytes == null) {
        return null;
      }
      if (bytes.length > 0 && bytes[0] == '{') {
        return json().deserialize(topic, bytes);
      }
      if (bytes.length < HEADER || ByteBuffer.wrap(bytes).getShort() != MARKER) {
        throw new SerializationException(
            "a stored %s begins with neither C3 01 nor {".formatted(type.getSimpleName()));
      }
      long writer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(Short.BYTES);
      StateCodec reader =
          writer == fingerprint ? codec : earlier.computeIfAbsent(writer, this::readerOf);
      BinaryDecoder in =
          DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
      try {
        return type.cast(reader.read(in));
      } catch (IOException | RuntimeException e) {
        throw new SerializationException(
            "a stored %s with schema %016x cannot be read".formatted(type.getSimpleName(), writer),
            e);
      }
    }

    /** Most instances never read JSON, and setting up its reader would lengthen their start. */
    private Deserializer<T> json() {
      Deserializer<T> reader = json;
      if (reader == null) {
        reader = StateSerde.json(type);
        json = reader;
      }
      return reader;
    }

    private StateCodec readerOf(long writer) {
      try (InputStream committed = type.getResourceAsStream(resource(type, writer))) {
        if (committed == null) {
          throw new SerializationException(
              ("a stored %s has the unknown schema %016x: a newer version wrote it; start that"
                      + " version or a later one")
                  .formatted(type.getSimpleName(), writer));
        }
        return StateCodec.of(new Schema.Parser().parse(committed), schema, type);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
