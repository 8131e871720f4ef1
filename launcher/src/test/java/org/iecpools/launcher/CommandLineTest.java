package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.stack.LocalPrograms;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Invalid values are refused with one sentence, for every option of every command. */
class CommandLineTest {

  private record Result(int status, String out, String err) {}

  /** An option with a value that its type does not allow. */
  private record Misuse(String command, List<String> arguments) {}

  /** All options with one of these types, of all commands. */
  private static List<OptionSpec> options(Class<?>... types) {
    List<OptionSpec> found = new ArrayList<>();
    collect(Iec.commandLine().getCommandSpec(), List.of(types), found);
    return found;
  }

  private static void collect(CommandSpec command, List<Class<?>> types, List<OptionSpec> found) {
    command.options().stream().filter(o -> types.contains(o.type())).forEach(found::add);
    command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), types, found));
  }

  private static Misuse misuse(OptionSpec option, String value) {
    List<String> words =
        new ArrayList<>(
            List.of(option.command().qualifiedName(" ").substring("iec ".length()).split(" ")));
    words.add(option.longestName() + "=" + value);
    return new Misuse(option.command().qualifiedName(), words);
  }

  @Provide
  Arbitrary<Misuse> urls() {
    return Combinators.combine(
            Arbitraries.of(options(URI.class)),
            Arbitraries.oneOf(
                Arbitraries.of(
                    "8084",
                    "localhost:8084",
                    "http://",
                    "http:///path",
                    "http://[",
                    "ftp://127.0.0.1",
                    "file:///etc/passwd",
                    "http://a b",
                    "http://127.0.0.1:0",
                    "mailto:someone",
                    "\u001b[2J",
                    ""),
                Arbitraries.integers()
                    .between(65536, Integer.MAX_VALUE)
                    .map(port -> "http://127.0.0.1:" + port),
                Arbitraries.strings().ascii().ofMaxLength(30).filter(s -> !s.startsWith("http"))))
        .as(CommandLineTest::misuse);
  }

  @Provide
  Arbitrary<Misuse> servers() {
    return Combinators.combine(
            Arbitraries.of(options(Arguments.Servers.class)),
            Arbitraries.oneOf(
                Arbitraries.of(
                    "localhost",
                    ":9092",
                    "127.0.0.1:",
                    "127.0.0.1:0",
                    "a:1,",
                    "a b:1",
                    "http://a:1",
                    "127.0.0.1:-1",
                    "a:99999999999",
                    ""),
                Arbitraries.integers().between(65536, 999_999_999).map(port -> "127.0.0.1:" + port),
                Arbitraries.strings().alpha().ofMaxLength(20)))
        .as(CommandLineTest::misuse);
  }

  @Provide
  Arbitrary<Misuse> numbersAndTimes() {
    return Combinators.combine(
            Arbitraries.of(
                options(int.class, Integer.class, long.class, Instant.class, java.util.UUID.class)),
            Arbitraries.oneOf(
                Arbitraries.of(
                    "", "1e9", "0x10", "1.5", "99999999999999999999", "٣x", "-", "\u0000"),
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20)))
        .as(CommandLineTest::misuse);
  }

  @Property(tries = 300)
  void anInvalidUrlIsRefusedWithASentence(@ForAll("urls") Misuse misuse) {
    assertRefusedWithASentence(misuse);
  }

  @Property(tries = 300)
  void anInvalidServerIsRefusedWithASentence(@ForAll("servers") Misuse misuse) {
    assertRefusedWithASentence(misuse);
  }

  @Property(tries = 300)
  void anInvalidNumberOrTimeIsRefusedWithASentence(@ForAll("numbersAndTimes") Misuse misuse) {
    assertRefusedWithASentence(misuse);
  }

  @Example
  void thereAreOptionsOfEveryKind() {
    assertThat(options(URI.class)).hasSizeGreaterThan(10);
    assertThat(options(Arguments.Servers.class)).hasSizeGreaterThan(5);
  }

  @Property(tries = 20)
  void aPortBaseOutOfRangeIsRefusedWithTheRange(@ForAll("portBases") int base) throws IOException {
    Path directory = Files.createTempDirectory("iec-test-");

    Result result = run("up", "--port-base", "" + base, "--data-dir", directory.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("out of range", "between 1024 and 64530");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Provide
  Arbitrary<Integer> portBases() {
    return Arbitraries.integers().filter(base -> base < 1024 || base > 64530);
  }

  /**
   * Endless devices, directories and binary files must cause neither unbounded memory use nor a
   * stack trace.
   */
  @Example
  void aFileThatIsNotATableIsRefusedWithASentence() throws IOException {
    Path directory = Files.createTempDirectory("iec-test-");
    Path binary = directory.resolve("binary.csv");
    Files.write(binary, new byte[] {(byte) 0xff, 0, 1});
    for (Path file :
        List.of(
            Path.of("/dev/zero"),
            Path.of("/dev/urandom"),
            directory,
            binary,
            directory.resolve("none"))) {
      if (file.startsWith("/dev") && !Files.exists(file)) {
        continue;
      }
      Result result = run("replay", file.toString());

      assertThat(result.status()).as(file.toString()).isEqualTo(2);
      assertThat(result.err()).contains(file.toString()).doesNotContain("\tat ");
      assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
    }
  }

  @Example
  void ofManyInvalidLinesTheFirstFiftyAreShownAndAllAreCounted() throws IOException {
    Path file = Files.createTempFile("iec-test-", ".csv");
    try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(file))) {
      lines.println("as_of,season,country,category,quota");
      for (int i = 0; i < 100_000; i++) {
        lines.println("2023-02-03,2023,IE,WORKING_HOLIDAY,many");
      }
    }

    Result result = run("replay", file.toString());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains("faults: 100000", "line 2: ", "line 51: ", "and 99950 more")
        .doesNotContain("line 52: ");
    Files.delete(file);
  }

  @Example
  void aPathThatTheLocaleCannotExpressIsRefusedWithASentence() throws Exception {
    // Started without the script, which sets a UTF-8 locale.
    List<String> words =
        List.of(
            LocalPrograms.java().toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Iec.class.getName(),
            "replay",
            "Kanäle.csv");
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "exec \"$@\"", "sh");
    words.forEach(builder.command()::add);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(output).contains("iec: ").doesNotContain("\tat ", "Exception");
  }

  /** An invalid option value must not end in a stack trace. */
  private static void assertRefusedWithASentence(Misuse misuse) {
    Result result = run(misuse.arguments().toArray(String[]::new));

    assertThat(result.status()).as(misuse + ": " + result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("iec: ").doesNotContain("\tat ", "Exception", "\u001b");
    assertThat(result.err().lines().count()).as(result.err()).isLessThanOrEqualTo(3);
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Iec.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int status = commandLine.execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }
}
