package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {

  @TempDir private Path directory;

  @Test
  void javaReadsTheArgumentFileUnchanged() throws Exception {
    Launch launch =
        new Launch(
            Service.POOL,
            List.of("-Dpath=C:\\new dir", "-Dquoted=a \"b\"", "-XshowSettings:properties"),
            "/no/such.jar",
            List.of("--server.port=1"));

    Path file = launch.writeTo(directory.resolve("with a blank"));

    // The class path has no such class: java prints its settings and the class's name, and ends.
    Process java =
        new ProcessBuilder(LocalPrograms.java().toString(), "@" + file)
            .redirectErrorStream(true)
            .start();
    String printed = new String(java.getInputStream().readAllBytes());
    assertThat(java.waitFor()).isEqualTo(1);
    assertThat(printed)
        .contains("path = C:\\new dir", "quoted = a \"b\"", "org.iecpools.pool.PoolApplication");
  }
}
