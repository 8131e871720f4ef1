package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.environment.Environment;
import org.iecpools.environment.EnvironmentTopic;
import org.iecpools.environment.Snapshot;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.LocalBroker;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A broker after set-up, on which one problem after the other is caused. */
class DoctorTest {

  @Test
  void eachProblemIsReportedWithWhatToDo() throws Exception {
    try (LocalBroker broker = LocalBroker.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      assertThat(texts(examine(broker, 1), "environment", true))
          .singleElement()
          .asString()
          .contains("no record on iec.environment");

      setUp(broker, admin);
      JsonNode healthy = examine(broker, 1);
      assertThat(texts(healthy, "environment", true)).isEmpty();
      assertThat(texts(healthy, "environment", false))
          .singleElement()
          .asString()
          .contains("topics as recorded", "real time");
      assertThat(texts(healthy, "transactions", false)).containsExactly("none open");
      assertThat(texts(healthy, "clocks", true)).isEmpty();
      assertThat(texts(healthy, "stats-service", true))
          .containsExactlyInAnyOrder(
              "no instance is in its consumer group",
              "it does not answer at http://127.0.0.1:1, on its management port");
      assertThat(texts(healthy, "registry", true)).hasSize(1);

      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, Topics.POOLS.name()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET))))
          .all()
          .get();
      admin.createPartitions(Map.of(Topics.ROUNDS.name(), NewPartitions.increaseTo(3))).all().get();
      NewTopics.create(admin, List.of(new NewTopic(Topics.CLOCK.name(), 1, (short) 1)));
      try (KafkaProducer<byte[], byte[]> open =
          new KafkaProducer<>(
              Map.of(
                  "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "forgotten"),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        open.initTransactions();
        open.beginTransaction();
        open.send(new ProducerRecord<>(Topics.PROFILES.name(), new byte[1])).get();

        JsonNode ill = examine(broker, 1);

        assertThat(texts(ill, "environment", true))
            .anyMatch(text -> text.contains("retention.ms=1000"))
            .anyMatch(text -> text.contains("remembered: 2 partitions; found: 3 partitions"))
            .anyMatch(text -> text.contains("topic iec.clock"))
            .hasSize(3);
        assertThat(texts(ill, "transactions", false))
            .singleElement()
            .asString()
            .contains("1 open", "forgotten", "iec.profiles");
        for (JsonNode check : ill.path("checks")) {
          assertThat(check.path("whatToDo").asString().isEmpty())
              .as(check.toString())
              .isEqualTo(!check.path("problem").asBoolean());
        }
        open.abortTransaction();
      }
    }
  }

  private static void setUp(LocalBroker broker, Admin admin) throws Exception {
    NewTopics.create(
        admin,
        Topics.ALL.stream()
            .filter(topic -> topic != Topics.CLOCK)
            .map(
                topic ->
                    new NewTopic(topic.name(), Topics.partitions(topic, 2), (short) 1)
                        .configs(topic.settings()))
            .toList());
    Snapshot now = Snapshot.of(admin);
    EnvironmentTopic.write(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        new Environment(
            UUID.randomUUID(),
            1,
            now.clusterId(),
            Environment.Time.REAL,
            now.topics(),
            Map.of(1, new Environment.SchemaState("name", "hash"))));
  }

  private static List<String> texts(JsonNode result, String area, boolean problem) {
    return Stream.of(result.path("checks"))
        .flatMap(JsonNode::valueStream)
        .filter(check -> check.path("area").asString().equals(area))
        .filter(check -> check.path("problem").asBoolean() == problem)
        .map(check -> check.path("text").asString())
        .toList();
  }

  private static JsonNode examine(LocalBroker broker, int status) {
    StringWriter out = new StringWriter();
    String nobody = "http://127.0.0.1:1";
    CommandLine commandLine = Iec.commandLine().setOut(new PrintWriter(out, true));
    assertThat(
            commandLine.execute(
                "doctor",
                "--json",
                "--connect",
                broker.bootstrapServers(),
                "--registry-url",
                nobody,
                "--profile-url",
                nobody,
                "--pool-url",
                nobody,
                "--invitation-url",
                nobody,
                "--stats-url",
                nobody))
        .isEqualTo(status);
    return JsonMapper.shared().readTree(out.toString());
  }
}
