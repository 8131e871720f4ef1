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

/** Runs the broker's command of docker-compose.yml with a directory instead of the volume. */
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

  private String clusterId() throws IOException, InterruptedException {
    String command =
        command().replace("$$", "$").replace("exec /etc/kafka/docker/run", "echo \"$CLUSTER_ID\"");
    Path output = Files.createTempFile("cluster-id-", "");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().put("KAFKA_LOG_DIRS", volume.toString());
    int status = shell.start().waitFor();
    String id = Files.readString(output).strip();
    Files.delete(output);
    assertThat(status).as(id).isZero();
    return id;
  }

  private static String command() throws IOException {
    Map<String, Object> compose =
        new Yaml().load(Files.readString(Path.of("../docker-compose.yml")));
    Map<?, ?> broker = (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get("broker");
    List<?> command = (List<?>) broker.get("command");
    assertThat(command.getFirst()).isEqualTo("bash");
    return (String) command.getLast();
  }
}
