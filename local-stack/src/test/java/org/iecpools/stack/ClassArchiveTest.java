package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  @TempDir Path root;
  private Path jar;

  @BeforeEach
  void createJar() throws IOException {
    jar = Files.writeString(root.resolve("some.jar"), "1");
  }

  @Test
  void anArchiveIsUsedAsLongAsTheJarsAreTheSame() throws IOException {
    List<String> options = options(Component.BROKER);
    assertThat(ClassArchive.isWrittenAtEnd(options)).isTrue();

    Files.createFile(archive(options));
    assertThat(ClassArchive.isWrittenAtEnd(options)).isFalse();
    assertThat(options(Component.BROKER)).isEqualTo(options);
  }

  @Test
  void anotherTimeOfAJarNeedsAnotherArchive() throws IOException {
    Path first = archive(options(Component.BROKER));
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    assertThat(archive(options(Component.BROKER))).isNotEqualTo(first);
  }

  @Test
  void anotherJarNeedsAnotherArchive() throws IOException {
    Path first = archive(options(Component.BROKER));
    Files.writeString(jar, "22");
    assertThat(archive(options(Component.BROKER))).isNotEqualTo(first);
  }

  @Test
  void onlyTheSameComponentsFormerArchivesAreDeleted() throws IOException {
    Path former = Files.createFile(archive(options(Component.POOL_SERVICE)));
    Path other = Files.createFile(archive(options(Component.BROKER)));
    // Earlier versions wrote files without a fingerprint.
    Path unnamed = Files.createFile(former.resolveSibling("pool-service.jsa"));
    Files.writeString(jar, "22");

    options(Component.POOL_SERVICE);

    assertThat(former).doesNotExist();
    assertThat(unnamed).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void optionsWithoutAnArchiveWriteNone() {
    assertThat(ClassArchive.isWrittenAtEnd(List.of("-Xmx256m"))).isFalse();
  }

  private List<String> options(Component component) {
    return ClassArchive.options(new BuildTree(root), component, jar.toString());
  }

  private static Path archive(List<String> options) {
    return options.stream()
        .filter(option -> option.startsWith("-XX:SharedArchiveFile="))
        .map(option -> Path.of(option.substring(option.indexOf('=') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
