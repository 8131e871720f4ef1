package org.iecpools.beacon.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.iecpools.beacon.LocalBeacon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalBeaconDirectoryTest {

  private static final Instant NOW = Instant.parse("2026-11-29T20:00:00.5Z");
  private static final Instant GENESIS = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir private Path temporary;

  private Path directory() {
    return temporary.resolve("beacon");
  }

  private Path file() {
    return directory().resolve("secret.json");
  }

  private LocalBeacon open(Optional<Instant> genesis, Optional<Duration> period)
      throws IOException {
    return LocalBeaconDirectory.open(
        directory(), genesis, period, InstantSource.fixed(NOW), new SecureRandom());
  }

  private LocalBeacon open() throws IOException {
    return open(Optional.empty(), Optional.empty());
  }

  @Test
  void aChainIsCreatedOnceForThisUserOnly() throws Exception {
    LocalBeacon first = open();
    LocalBeacon second = open();

    assertThat(first.chain().genesis()).isEqualTo("2026-11-29T20:00:00Z");
    assertThat(first.chain().period()).isEqualTo(Duration.ofSeconds(3));
    assertThat(second.chain().hash()).isEqualTo(first.chain().hash());
    assertThat(second.round(5)).isEqualTo(first.round(5));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
        .isEqualTo("rwx------");
    Path info = LocalBeaconDirectory.infoIn(directory());
    try (Stream<Path> files = Files.list(directory())) {
      assertThat(files).containsExactlyInAnyOrder(file(), info);
    }
    assertThat(ChainInfo.read(Files.readAllBytes(info)).hash()).isEqualTo(first.chain().hash());
  }

  @Test
  void theParametersAreReplacedIfTheyAreOfAnotherChain() throws Exception {
    open();
    Files.delete(file());

    LocalBeacon second = open();

    assertThat(ChainInfo.read(Files.readAllBytes(LocalBeaconDirectory.infoIn(directory()))).hash())
        .isEqualTo(second.chain().hash());
  }

  @Test
  void genesisAndPeriodAreKept() throws Exception {
    LocalBeacon first = open(Optional.of(GENESIS), Optional.of(Duration.ofSeconds(30)));

    assertThat(open().chain().hash()).isEqualTo(first.chain().hash());
    assertThat(open(Optional.of(GENESIS), Optional.of(Duration.ofSeconds(30))).chain().hash())
        .isEqualTo(first.chain().hash());
    assertThatExceptionOfType(BeaconFailed.class)
        .isThrownBy(() -> open(Optional.of(GENESIS.plusSeconds(1)), Optional.empty()))
        .withMessageContaining("has the genesis 2020-01-01T00:00:00Z");
    assertThatExceptionOfType(BeaconFailed.class)
        .isThrownBy(() -> open(Optional.empty(), Optional.of(Duration.ofSeconds(3))))
        .withMessageContaining("has the period PT30S");
  }

  @Test
  void processesThatStartTogetherGetTheSameChain() throws Exception {
    Set<String> hashes = new HashSet<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
      Callable<String> start = () -> open().chain().hash();
      List<Future<String>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        running.add(executor.submit(start));
      }
      for (Future<String> each : running) {
        hashes.add(each.get());
      }
    }

    assertThat(hashes).hasSize(1);
  }

  @Test
  void aFileThatOthersCanReadIsRefused() throws Exception {
    open();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

    assertThatExceptionOfType(BeaconFailed.class)
        .isThrownBy(this::open)
        .withMessageContaining("chmod 600");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "[]",
        "{}",
        "{\"secret\":\"00\",\"genesis_time\":1,\"period\":3}",
        "{\"secret\":\"%s\",\"genesis_time\":1,\"period\":3}",
        "{\"secret\":\"07\",\"genesis_time\":9223372036854775807,\"period\":3}",
        "{\"secret\":\"07\",\"genesis_time\":1,\"period\":0}",
        "{\"secret\":\"07\",\"genesis_time\":1,\"period\":9000000000}",
        "{\"secret\":\"07\",\"genesis_time\":1}"
      })
  void aDamagedFileIsRefusedAndKept(String content) throws Exception {
    String damaged = content.replace("%s", "ff".repeat(32));
    open();
    Files.writeString(file(), damaged);

    assertThatExceptionOfType(BeaconFailed.class)
        .isThrownBy(this::open)
        .withMessageContaining("is not a local beacon: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("ff".repeat(32)));
    assertThat(file()).hasContent(damaged);
  }
}
