package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class StackAddressesTest {

  @TempDir private Path directory;

  @Command(name = "ask")
  private static final class Ask {
    @Option(names = "--connect")
    private String broker;

    @Option(names = "--stats-url")
    private String stats;

    @Option(names = "--country")
    private String country;
  }

  @Test
  void withoutAStackTheDefaultsAreThoseOfIecUp() {
    Ask ask = parse();

    assertThat(ask.broker).isEqualTo("127.0.0.1:9092");
    assertThat(ask.stats).isEqualTo("http://127.0.0.1:8084");
    assertThat(ask.country).isNull();
  }

  @Test
  void theDefaultsAreThoseOfARunningStack() throws IOException {
    write(ProcessHandle.current().pid());

    Ask ask = parse();

    assertThat(ask.broker).isEqualTo("127.0.0.1:18085");
    assertThat(ask.stats).isEqualTo("http://127.0.0.1:18084");
  }

  @Test
  void aGivenAddressReplacesItsDefaultOnly() throws IOException {
    write(ProcessHandle.current().pid());

    Ask ask = parse("--connect", "kafka:9092");

    assertThat(ask.broker).isEqualTo("kafka:9092");
    assertThat(ask.stats).isEqualTo("http://127.0.0.1:18084");
  }

  @Test
  void aStackThatHasEndedOrCannotBeReadIsIgnored() throws IOException {
    write(Integer.MAX_VALUE);
    assertThat(parse().broker).isEqualTo("127.0.0.1:9092");

    Files.writeString(directory.resolve("stack.properties"), "supervisor=nobody");
    assertThat(parse().broker).isEqualTo("127.0.0.1:9092");
  }

  @Test
  void aDefaultIsUsedOnlyWithTheBrokerThatItBelongsTo() throws IOException {
    write(ProcessHandle.current().pid());

    assertThat(statsOf()).hasToString("http://127.0.0.1:18084");
    assertThat(statsOf("--connect", "localhost:18085")).hasToString("http://127.0.0.1:18084");
    assertThat(statsOf("--connect", "kafka:9092", "--stats-url", "http://stats"))
        .hasToString("http://stats");
    assertThatThrownBy(() -> statsOf("--connect", "kafka:9092"))
        .isInstanceOf(ParameterException.class)
        .hasMessage(
            "--connect kafka:9092 is not the broker of the default addresses (127.0.0.1:18085);"
                + " also needed: --stats-url");
  }

  private URI statsOf(String... arguments) {
    Ask ask = new Ask();
    CommandLine commandLine = commandLine(ask);
    commandLine.parseArgs(arguments);
    return StackAddresses.ofSameStack(
        commandLine.getCommandSpec(), "--stats-url", URI.create(ask.stats));
  }

  private Ask parse(String... arguments) {
    Ask ask = new Ask();
    commandLine(ask).parseArgs(arguments);
    return ask;
  }

  private CommandLine commandLine(Ask ask) {
    return new CommandLine(ask).setDefaultValueProvider(new StackAddresses(() -> directory));
  }

  private void write(long supervisor) throws IOException {
    long start =
        ProcessHandle.of(supervisor)
            .flatMap(process -> process.info().startInstant())
            .map(java.time.Instant::toEpochMilli)
            .orElse(0L);
    Files.writeString(
        directory.resolve("stack.properties"),
        """
        supervisor=%d %d
        port.broker=18085
        port.registry=18080
        port.profile-service=18081
        port.pool-service=18082
        port.invitation-service=18083
        port.stats-service=18084
        """
            .formatted(supervisor, start));
  }
}
