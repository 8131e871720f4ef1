package org.iecpools.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeValue;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChangeBodyTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void aChangeHasTheFieldsOfTheStreamOfChanges() {
    JsonNode schemas =
        JSON.readTree(Path.of("../docs/api/stats-service.json")).path("components").path("schemas");
    ChangeMade change =
        ChangeMade.newBuilder(Given.change(Given.NOW))
            .setBefore(new ChangeValue(null, "none"))
            .build();

    JsonNode body = JSON.readTree(ChangeBody.json(new NumberedChange(411, change), "5f5d3e0a"));

    assertThat(names(body)).isEqualTo(names(schemas.path("ChangeMade").path("properties")));
    assertThat(names(body.path("after")))
        .isEqualTo(names(schemas.path("ChangeValue").path("properties")));
    assertThat(names(body.path("reasons").path(0)))
        .isEqualTo(names(schemas.path("ChangeReason").path("properties")));
    assertThat(body.path("id").asString()).isEqualTo("412-5f5d3e0a");
    assertThat(body.path("identity").asString()).isEqualTo(change.getEventId().toString());
    assertThat(body.path("pool").asString()).isEqualTo("2026/IE/WORKING_HOLIDAY");
    assertThat(body.path("reportedAt").asString()).isEqualTo("2026-11-30T12:00:00Z");
    assertThat(body.path("before").path("number").isNull()).isTrue();
    assertThat(body.path("roundId").isNull()).isTrue();
  }

  private static Set<String> names(JsonNode node) {
    assertThat(node.propertyNames()).isNotEmpty();
    return Set.copyOf(node.propertyNames());
  }
}
