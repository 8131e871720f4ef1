package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.iecpools.events.PoolLeaveVoided;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompatibilityTest {

  private static final String STAY =
      "{\"name\":\"stay\",\"type\":\"int\",\"doc\":\"Number of the stay.\",\"default\":1}";

  @TempDir private Path released;

  @BeforeEach
  void releaseTodaysSchemas() throws IOException {
    Compatibility.release(released.resolve("1"), EventCodec.schemas());
  }

  @Test
  void todaysSchemasReadThemselves() throws IOException {
    assertThat(Compatibility.faults(released, EventCodec.schemas())).isEmpty();
  }

  @Test
  void aNewFieldWithADefaultIsFine() throws IOException {
    assertThat(
            faultsAfter(
                "{\"name\":\"stay\"",
                "{\"name\":\"mood\",\"type\":\"string\",\"default\":\"\"},{\"name\":\"stay\""))
        .isEmpty();
  }

  @Test
  void aNewFieldWithoutADefaultBreaksTheBuild() throws IOException {
    assertThat(
            faultsAfter(
                "{\"name\":\"stay\"", "{\"name\":\"mood\",\"type\":\"string\"},{\"name\":\"stay\""))
        .singleElement()
        .asString()
        .contains(
            "PoolLeaveVoided can no longer be read", "READER_FIELD_MISSING_DEFAULT_VALUE", "mood");
  }

  @Test
  void aFieldOfAnotherTypeBreaksTheBuild() throws IOException {
    assertThat(faultsAfter(STAY, "{\"name\":\"stay\",\"type\":\"string\"}"))
        .singleElement()
        .asString()
        .contains("TYPE_MISMATCH");
  }

  @Test
  void anEventThatIsGoneBreaksTheBuild() throws IOException {
    List<Schema> without =
        EventCodec.schemas().stream().filter(s -> !s.getName().equals("PoolLeft")).toList();

    assertThat(Compatibility.faults(released, without))
        .singleElement()
        .asString()
        .contains("PoolLeft is gone");
  }

  @Test
  void everyReleasedVersionIsHeldAgainstTodaysNotOnlyTheLast() throws IOException {
    // given a second version that drops a field of the first one
    Schema without =
        change("{\"name\":\"stay\",\"type\":\"int\"", "{\"name\":\"visit\",\"type\":\"int\"");
    Compatibility.release(released.resolve("2"), List.of(without));

    // when the current schema needs a field that only the second version has
    Schema today = change(STAY, "{\"name\":\"visit\",\"type\":\"int\"}");
    List<Schema> schemas =
        EventCodec.schemas().stream()
            .map(s -> s.getName().equals("PoolLeaveVoided") ? today : s)
            .toList();

    assertThat(Compatibility.faults(released, schemas))
        .singleElement()
        .asString()
        .contains("/1/PoolLeaveVoided.avsc", "visit");
  }

  private List<String> faultsAfter(String text, String replacement) throws IOException {
    Schema changed = change(text, replacement);
    List<Schema> schemas =
        EventCodec.schemas().stream()
            .map(s -> s.getName().equals(changed.getName()) ? changed : s)
            .toList();
    return Compatibility.faults(released, schemas);
  }

  private static Schema change(String text, String replacement) {
    String today = PoolLeaveVoided.SCHEMA$.toString();
    assertThat(today).contains(text);
    return new Schema.Parser().parse(today.replace(text, replacement));
  }
}
