package org.iecpools.kit.stream;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.Reason;
import org.iecpools.kafka.Releases;
import org.iecpools.kafka.Topics;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads state that versions before ADR 33 wrote as JSON: records as objects, members of sealed
 * interfaces with their simple name in {@code is}, pools as text, events as Avro in base64.
 */
final class StateJson {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .annotationIntrospector(new SealedTypes())
          .addModule(types())
          // Newer versions may have written additional fields.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private StateJson() {}

  /**
   * Derives polymorphic type information from sealed interfaces, so that the domain needs no
   * Jackson annotations.
   */
  private static final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
      Class<?> type = annotated.getRawType();
      boolean ofFamily =
          isFamily(type) || Arrays.stream(type.getInterfaces()).anyMatch(SealedTypes::isFamily);
      return ofFamily && !SpecificRecord.class.isAssignableFrom(type)
          ? JsonTypeInfo.Value.construct(
              JsonTypeInfo.Id.SIMPLE_NAME, JsonTypeInfo.As.PROPERTY, "is", null, false, true)
          : super.findPolymorphicTypeInfo(config, annotated);
    }

    private static boolean isFamily(Class<?> type) {
      return type.isSealed() && type.isInterface() && type.getName().startsWith("org.iecpools");
    }
  }

  private static SimpleModule types() {
    SimpleModule module = new SimpleModule("iec");
    module.addDeserializer(
        PoolId.class,
        new ValueDeserializer<>() {
          @Override
          public PoolId deserialize(JsonParser in, DeserializationContext context) {
            return PoolIds.parse(in.getString());
          }
        });
    module.addKeyDeserializer(
        PoolId.class,
        new KeyDeserializer() {
          @Override
          public Object deserializeKey(String key, DeserializationContext context) {
            return PoolIds.parse(key);
          }
        });
    Topics.ALL.stream().flatMap(t -> t.types().stream()).forEach(t -> avro(module, t));
    avro(module, PoolPlan.class);
    avro(module, Quota.class);
    avro(module, Reason.class);
    return module;
  }

  private static <T extends SpecificRecord> void avro(SimpleModule module, Class<T> type) {
    SpecificData model = SpecificData.getForClass(type);
    BinaryMessageDecoder<T> decoder = new BinaryMessageDecoder<>(model, model.getSchema(type));
    Releases.of(model.getSchema(type)).forEach(decoder::addSchema);
    module.addDeserializer(
        type,
        new ValueDeserializer<>() {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) {
            try {
              return decoder.decode(in.getBinaryValue());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }
}
