package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Runs the commands that determine the cluster id, that of the broker in docker-compose.yml and
 * that of the one-shot container for three brokers, with a directory instead of the volume.
 */
class ComposeClusterIdTest {

  @TempDir Path volume;

  @Test
  void everyNewVolumeGetsItsOwnIdThatKafkaAccepts() throws Exception {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      String id = clusterId();
      assertThat(id).hasSize(22).doesNotStartWith("-");
      assertThat(Uuid.fromString(id)).hasToString(id);
      ids.add(id);
    }

    assertThat(ids).hasSize(40);
  }

  @Test
  void aFormattedVolumeKeepsItsId() throws Exception {
    String before = "aWVjLXBvb2xzLWNvbXBvcw";
    Files.writeString(
        volume.resolve("meta.properties"), "#\nnode.id=1\ncluster.id=" + before + "\nversion=1\n");

    assertThat(clusterId()).isEqualTo(before);
  }

  @Test
  void onlyTheOwnerCanReadTheVolume() throws Exception {
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxr-xr-x"));

    clusterId();

    assertThat(Files.getPosixFilePermissions(volume))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void threeBrokersGetOneIdThatKafkaAcceptsAndTheirVolumeKeepsIt() throws Exception {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      String id = idOfThreeBrokers();
      assertThat(id).hasSize(22).doesNotStartWith("-");
      assertThat(Uuid.fromString(id)).hasToString(id);
      assertThat(idOfThreeBrokers()).isEqualTo(id);
      ids.add(id);
      Files.delete(volume.resolve("id"));
    }

    assertThat(ids).hasSize(40);
  }

  private String idOfThreeBrokers() throws IOException, InterruptedException {
    run(
        command("docker-compose.three-brokers.yml", "cluster-id")
            .replace("/var/lib/kafka/data", volume.toString()));
    return Files.readString(volume.resolve("id")).strip();
  }

  private String clusterId() throws IOException, InterruptedException {
    return run(
        command("docker-compose.yml", "broker")
            .replace("exec /etc/kafka/docker/run", "echo \"$CLUSTER_ID\""));
  }

  /** Runs a command of a Compose file. Returns its output. */
  private String run(String command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("cluster-id-", "");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", command.replace("$$", "$"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().put("KAFKA_LOG_DIRS", volume.toString());
    int status = shell.start().waitFor();
    String printed = Files.readString(output).strip();
    Files.delete(output);
    assertThat(status).as(printed).isZero();
    return printed;
  }

  private static String command(String file, String service) throws IOException {
    // Tags like !override are Compose's own.
    String text = Files.readString(Path.of("..", file)).replace("!override", "");
    Map<String, Object> compose = new Yaml().load(text);
    Map<?, ?> described = (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get(service);
    List<?> command = (List<?>) described.get("command");
    assertThat(command.getFirst()).isEqualTo("bash");
    return (String) command.getLast();
  }
}
