package org.iecpools.kit.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.kafka.Releases;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Writes state as versions before ADR 33 did. */
public final class StateAsJson {

  private static final JsonMapper MAPPER =
      StateJson.MAPPER
          .rebuild()
          .addModule(
              new SimpleModule("written")
                  .addSerializer(PoolId.class, new Pool(false))
                  .addKeySerializer(PoolId.class, new Pool(true))
                  .addSerializer(SpecificRecord.class, new Event()))
          .changeDefaultPropertyInclusion(
              _ ->
                  JsonInclude.Value.construct(
                      JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private StateAsJson() {}

  /** A value as it was stored. */
  public static JsonNode of(Object state) {
    return MAPPER.readTree(MAPPER.writeValueAsBytes(state));
  }

  /** A pool as text. */
  private static final class Pool extends ValueSerializer<PoolId> {
    private final boolean isKey;

    Pool(boolean isKey) {
      this.isKey = isKey;
    }

    @Override
    public void serialize(PoolId pool, JsonGenerator out, SerializationContext context) {
      if (isKey) {
        out.writeName(PoolIds.text(pool));
      } else {
        out.writeString(PoolIds.text(pool));
      }
    }
  }

  /** A generated type, with the fingerprint of its schema. */
  private static final class Event extends ValueSerializer<SpecificRecord> {
    @Override
    public void serialize(SpecificRecord record, JsonGenerator out, SerializationContext context) {
      try {
        out.writeBinary(
            new BinaryMessageEncoder<>(
                    SpecificData.getForClass(record.getClass()), atThatTime(record.getSchema()))
                .encode(record)
                .array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Of the events in such state, only these have changed since: a field, and a cause. */
    private static Schema atThatTime(Schema current) {
      return current.equals(ProfileSubmitted.SCHEMA$) || current.equals(PoolLeft.SCHEMA$)
          ? Releases.of(current).stream()
              .filter(schema -> !schema.equals(current))
              .findAny()
              .orElseThrow()
          : current;
    }
  }
}
