package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks that state which an earlier version wrote is still read. The fixtures are in {@code
 * state/VERSION/}, one value of a store per line, as that version wrote it: {@code TYPE.jsonl} with
 * JSON in version 1, {@code TYPE.base64} since. They are never edited: a new form of state is a new
 * version of fixtures.
 */
public final class StoredState {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path COMMITTED = Path.of("src/main/resources");
  private static final int GENERATED = 300;

  private StoredState() {}

  /**
   * Reads every value of a type, and checks that nothing of it is lost when it is written again.
   * Fields that this version adds are ignored.
   *
   * @param version of the fixtures, from 1
   * @param families sealed interfaces whose members are stored by name: each member must occur
   */
  public static <T> void isRead(int version, Class<T> type, Class<?>... families)
      throws IOException {
    List<byte[]> values = values(version, type);
    try (Serde<T> serde = StateSerde.of(type)) {
      Set<String> names = new TreeSet<>();
      for (byte[] value : values) {
        T state = serde.deserializer().deserialize("", value);
        byte[] again = serde.serializer().serialize("", state);
        assertThat(serde.deserializer().deserialize("", again)).isEqualTo(state);
        JsonNode before = version == 1 ? JSON.readTree(value) : described(type, value);
        JsonNode after = version == 1 ? StateAsJson.of(state) : described(type, again);
        assertThat(contains(after, before)).as("%s%nis read as%n%s", before, after).isTrue();
        before.findValues("is").forEach(name -> names.add(name.asString()));
      }
      for (Class<?> family : families) {
        assertThat(names)
            .as("stored members of %s", family.getSimpleName())
            .containsAll(
                Arrays.stream(family.getPermittedSubclasses()).map(Class::getSimpleName).toList());
      }
    }
  }

  /** Reads every value of a type that only version 1 stored, as JSON. Nothing of it is lost. */
  public static <T> void isReadAsJson(Class<T> type) throws IOException {
    try (Deserializer<T> json = StateSerde.json(type)) {
      for (byte[] value : values(1, type)) {
        JsonNode before = JSON.readTree(value);
        JsonNode after = StateAsJson.of(json.deserialize("", value));
        assertThat(contains(after, before)).as("%s%nis read as%n%s", before, after).isTrue();
      }
    }
  }

  /**
   * Checks that the schema of a type is among the committed ones, that every committed one can be
   * read, and that generated values come back as they were, byte for byte.
   */
  public static <T> void hasCommittedSchema(Class<T> type) throws IOException {
    Schema current = StateSchema.of(type);
    Path file = path(type, current);
    if (!Files.exists(file)) {
      Path proposed = Path.of("target").resolve(COMMITTED.relativize(file));
      Files.createDirectories(proposed.getParent());
      Files.writeString(proposed, current.toString(true) + "\n");
      fail(
          "The schema of %s has changed. Add %s to %s, and leave the files that are there: state of"
              + " earlier versions is read with them. Then add values to the fixtures.",
          type.getSimpleName(), proposed, file.getParent());
    }
    try (Stream<Path> committed = Files.list(file.getParent())) {
      for (Path earlier : committed.toList()) {
        Schema written = new Schema.Parser().parse(earlier.toFile());
        assertThat(earlier).isEqualTo(path(type, written));
        StateCodec.of(written, current, type);
      }
    }
    try (Serde<T> serde = StateSerde.of(type)) {
      for (int seed = 0; seed < GENERATED; seed++) {
        T state = type.cast(new AnyState(new Random(seed)).of(type));
        byte[] once = serde.serializer().serialize("", state);
        T back = serde.deserializer().deserialize("", once);
        assertThat(back).as("seed %d", seed).isEqualTo(state);
        assertThat(serde.serializer().serialize("", back)).as("seed %d", seed).isEqualTo(once);
      }
    }
  }

  private static Path path(Class<?> type, Schema schema) {
    return COMMITTED.resolve(
        StateSerde.resource(type, StateSerde.fingerprint(schema)).substring(1));
  }

  private static List<byte[]> values(int version, Class<?> type) throws IOException {
    String name =
        "/state/%d/%s.%s"
            .formatted(version, type.getSimpleName(), version == 1 ? "jsonl" : "base64");
    try (InputStream in = type.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .map(
              line ->
                  version == 1
                      ? line.getBytes(StandardCharsets.UTF_8)
                      : Base64.getDecoder().decode(line))
          .toList();
    }
  }

  /** What Avro reads with the writer's schema, with names of records in {@code is}. */
  private static JsonNode described(Class<?> type, byte[] value) throws IOException {
    long writer = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    try (InputStream in = type.getResourceAsStream(StateSerde.resource(type, writer))) {
      assertThat(in).as("schema %016x of %s", writer, type).isNotNull();
      return described(
          new GenericDatumReader<>(new Schema.Parser().parse(in))
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(
                          value, StateSerde.HEADER, value.length - StateSerde.HEADER, null)));
    }
  }

  private static JsonNode described(Object value) {
    return switch (value) {
      case GenericRecord record -> {
        ObjectNode node = JSON.createObjectNode().put("is", record.getSchema().getName());
        for (Schema.Field field : record.getSchema().getFields()) {
          Object component = record.get(field.pos());
          if (component != null) {
            node.set(field.name(), described(component));
          }
        }
        yield node;
      }
      case Iterable<?> elements -> {
        ArrayNode node = JSON.createArrayNode();
        elements.forEach(element -> node.add(described(element)));
        yield node;
      }
      default -> JSON.valueToTree(value.toString());
    };
  }

  /** Whether a value has everything that a part has; arrays may be in any order, as sets are. */
  static boolean contains(JsonNode whole, JsonNode part) {
    if (part.isObject() && whole.isObject()) {
      return part.properties().stream()
          .allMatch(
              field ->
                  whole.has(field.getKey())
                      && contains(whole.get(field.getKey()), field.getValue()));
    }
    if (part.isArray() && whole.isArray()) {
      List<JsonNode> left = new ArrayList<>();
      whole.forEach(left::add);
      for (JsonNode element : part) {
        int at = 0;
        while (at < left.size() && !contains(left.get(at), element)) {
          at++;
        }
        if (at == left.size()) {
          return false;
        }
        left.remove(at);
      }
      return left.isEmpty();
    }
    return whole.equals(part);
  }
}
