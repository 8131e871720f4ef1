package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.Serde;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks that state which an earlier version wrote is still read. The fixtures are in {@code
 * state/VERSION/TYPE.jsonl}, one value of a store per line, as that version's tests wrote it. They
 * are never edited: a new form of state is a new version of fixtures.
 */
public final class StoredState {

  private static final JsonMapper JSON = JsonMapper.shared();

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
    List<String> values = values(version, type);
    try (Serde<T> serde = StateSerde.json(type)) {
      Set<String> names = new TreeSet<>();
      for (String value : values) {
        T state = serde.deserializer().deserialize("", value.getBytes(StandardCharsets.UTF_8));
        JsonNode before = JSON.readTree(value);
        JsonNode after = JSON.readTree(serde.serializer().serialize("", state));
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

  private static List<String> values(int version, Class<?> type) throws IOException {
    String name = "/state/%d/%s.jsonl".formatted(version, type.getSimpleName());
    try (InputStream in = type.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
    }
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
