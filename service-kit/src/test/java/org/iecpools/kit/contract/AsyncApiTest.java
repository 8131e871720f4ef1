package org.iecpools.kit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.stream.DeadLetter;
import org.iecpools.kit.web.Contract;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AsyncApiTest {

  private final JsonNode document = AsyncApi.document();

  @Test
  void itIsTheCommittedOne() throws Exception {
    Contract.isCommitted("events", document);
  }

  @Test
  void everyTopicIsAChannelWithItsRecords() {
    assertThat(document.path("channels").valueStream().map(it -> it.get("address").asString()))
        .containsExactlyInAnyOrderElementsOf(Topics.ALL.stream().map(Topic::name).toList());
    for (Topic<?> topic : Topics.ALL) {
      JsonNode channel = channel(topic);
      if (!topic.types().isEmpty()) {
        assertThat(channel.path("messages").propertyNames())
            .containsExactlyInAnyOrderElementsOf(
                topic.types().stream().map(Class::getSimpleName).toList());
      }
      assertThat(channel.get("description").asString())
          .contains(topic.keyedBy())
          .contains(List.copyOf(topic.writers()))
          .contains(List.copyOf(topic.readers()));
      assertThat(channel.at("/bindings/kafka/topicConfiguration/cleanup.policy/0").asString())
          .isEqualTo(topic.settings().get("cleanup.policy"));
    }
  }

  @Test
  void everyWriterSendsOrIsReceivedFrom() {
    for (Topic<?> topic : Topics.ALL) {
      String reference =
          "#/channels/"
              + document.path("channels").properties().stream()
                  .filter(it -> it.getValue().get("address").asString().equals(topic.name()))
                  .findFirst()
                  .orElseThrow()
                  .getKey();
      List<JsonNode> operations =
          document
              .path("operations")
              .valueStream()
              .filter(it -> it.at("/channel/$ref").asString().equals(reference))
              .toList();
      assertThat(writers(operations, "send"))
          .containsExactlyInAnyOrderElementsOf(without(topic.writers(), Topics.OUTSIDE));
      assertThat(writers(operations, "receive"))
          .containsExactlyInAnyOrderElementsOf(
              without(topic.writers(), without(topic.writers(), Topics.OUTSIDE)));
    }
  }

  @Test
  void everyRecordHasTheSchemaThatIsRegistered() {
    for (Schema schema : EventCodec.schemas()) {
      JsonNode payload =
          document.path("components").path("messages").path(schema.getName()).path("payload");
      assertThat(new Schema.Parser().parse(payload.get("schema").toString()).toString())
          .isEqualTo(schema.toString());
    }
  }

  @Test
  void everyHeaderOfADeadLetterIsDescribed() {
    Stream<String> headers =
        Arrays.stream(DeadLetter.class.getDeclaredFields())
            .filter(it -> Modifier.isStatic(it.getModifiers()) && it.getType() == String.class)
            .filter(it -> !it.getName().equals("PREFIX"))
            .map(it -> "iec-dead-letter-" + it.getName().toLowerCase(java.util.Locale.ROOT))
            .map(it -> it.replace('_', '-'));

    assertThat(document.at("/components/messages/DeadLetter/headers/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(headers.toList());
  }

  @Test
  void everyEventMayHaveATraceContextInItsHeaders() {
    JsonNode header = document.at("/components/schemas/RecordHeaders/properties/traceparent");
    assertThat("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .matches(header.get("pattern").asString());
    for (Topic<?> topic : Topics.EVENTS) {
      for (Class<?> type : topic.types()) {
        assertThat(
                document
                    .at("/components/messages/%s/headers/$ref".formatted(type.getSimpleName()))
                    .asString())
            .isEqualTo("#/components/schemas/RecordHeaders");
      }
    }
  }

  private JsonNode channel(Topic<?> topic) {
    return document
        .path("channels")
        .valueStream()
        .filter(it -> it.get("address").asString().equals(topic.name()))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> writers(List<JsonNode> operations, String action) {
    return operations.stream()
        .filter(it -> it.get("action").asString().equals(action))
        .flatMap(it -> it.get("tags").valueStream())
        .map(it -> it.get("name").asString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
