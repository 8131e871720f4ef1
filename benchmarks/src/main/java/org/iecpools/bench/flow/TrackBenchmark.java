package org.iecpools.bench.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.bench.harness.Dashboard;
import org.iecpools.bench.harness.EventWriter;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Wrk;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.feed.Publication;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.Launch;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;

/**
 * Tracks weekly publications with {@code iec track}, and reads the dashboard of this year's season
 * in turn with that of another stack, which has the same candidates and no publications.
 */
final class TrackBenchmark {

  private static final int CANDIDATES = 2_000;
  private static final int WARM_UPS = 12;
  private static final int TURNS = 7;
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  /** Countries that are published and not counted. */
  private static final List<String> ONLY_PUBLISHED = List.of("EE", "GR");

  private final long seed;
  private final int weeks;
  private final Consumer<String> progress;
  private final int season;

  private TrackBenchmark(long seed, int weeks, Consumer<String> progress) {
    this.seed = seed;
    this.weeks = weeks;
    this.progress = progress;
    this.season = Year.now(ZoneOffset.UTC).getValue();
  }

  /**
   * Runs the benchmark and removes all its data.
   *
   * @param weeks number of publications, 1 to 200
   * @throws StackException if measuring is not possible; the message states the reason
   */
  static TrackReport run(long seed, int weeks, Consumer<String> progress)
      throws InterruptedException {
    return new TrackBenchmark(seed, weeks, progress).run();
  }

  private TrackReport run() throws InterruptedException {
    Machine machine = Machine.here();
    progress.accept("Starting two stacks ...");
    try (LocalStack tracked = stack();
        LocalStack other = stack();
        ContenderProcess stats = stats(tracked);
        ContenderProcess otherStats = stats(other);
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (LocalStack stack : List.of(tracked, other)) {
        count(stack);
      }
      Path directory = Files.createTempDirectory("iec-published-");
      try {
        return measure(
            machine,
            new Side(tracked, stats, season),
            new Side(other, otherStats, season),
            http,
            directory);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new StackException("the publications could not be written or read: " + e, e);
    }
  }

  /** A stack and its stats-service. */
  private record Side(LocalStack stack, ContenderProcess stats, int season) {

    String dashboard() {
      return stack.addresses().stats() + "/api/v1/dashboard?season=" + season;
    }

    TrackReport.Reads reads() throws InterruptedException {
      long before = stats.cpuNanos();
      double rate = Wrk.rate(dashboard());
      double micros = (stats.cpuNanos() - before) / 1e3;
      return new TrackReport.Reads(rate, micros / (rate * Wrk.SECONDS));
    }
  }

  private TrackReport measure(
      Machine machine, Side tracked, Side other, HttpClient http, Path directory)
      throws IOException, InterruptedException {
    Publication last =
        new PublishedYear(Stream.concat(counted(), ONLY_PUBLISHED.stream()).toList(), seed)
            .write(directory, LocalDate.now(ZoneOffset.UTC), weeks);
    progress.accept("Tracking %d publications ...".formatted(weeks));
    long start = System.nanoTime();
    Tracked took = track(tracked.stack(), directory);
    try (Dashboard dashboard = new Dashboard(tracked.stack().addresses().stats())) {
      await(
          () ->
              dashboard
                      .rows("season=" + last.season())
                      .valueStream()
                      .map(row -> row.get("publishedOn").asString(""))
                      .filter(last.date().toString()::equals)
                      .count()
                  == PublishedYear.POOLS,
          "stats-service does not show the last publication");
    }
    double visible = (System.nanoTime() - start) / 1e9;
    List<TrackReport.Reads> with = new ArrayList<>();
    List<TrackReport.Reads> without = new ArrayList<>();
    if (Wrk.isInstalled()) {
      progress.accept("Reading the dashboards in turn ...");
      for (int turn = -WARM_UPS; turn < TURNS; turn++) {
        TrackReport.Reads first = (turn % 2 == 0 ? tracked : other).reads();
        TrackReport.Reads second = (turn % 2 == 0 ? other : tracked).reads();
        if (turn >= 0) {
          with.add(turn % 2 == 0 ? first : second);
          without.add(turn % 2 == 0 ? second : first);
        }
      }
    } else {
      progress.accept("Reads are not measured because wrk is not installed (apt install wrk).");
    }
    return new TrackReport(
        machine,
        weeks,
        took.nanos / 1e9,
        took.memoryKb / 1024,
        visible,
        with,
        without,
        bytes(tracked.dashboard(), http),
        bytes(other.dashboard(), http));
  }

  private static LocalStack stack() {
    return LocalStack.start(
        StackOptions.throwaway().without(Set.of(Service.STATS)), StackListener.SILENT);
  }

  /** Starts stats-service like the local stack, but without limits on the rate of a reader. */
  private static ContenderProcess stats(LocalStack stack) {
    Launch launch = stack.launchOf(Service.STATS);
    List<String> arguments = new ArrayList<>(launch.arguments());
    // wrk sends as fast as it can, from one address.
    arguments.add("--iec.limits.address-rate=0");
    return ContenderProcess.start(
        launch.service().module(),
        launch.classPath(),
        launch.jvmOptions(),
        launch.service().mainClass(),
        arguments,
        stack.logDir().resolve(launch.service().module() + ".log"),
        false);
  }

  /** What the command took. */
  private record Tracked(long nanos, long memoryKb) {}

  private static Tracked track(LocalStack stack, Path directory)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(
                BuildTree.find().root().resolve("iec").toString(),
                "track",
                directory.toString(),
                "--once",
                "--connect",
                stack.addresses().bootstrapServers(),
                "--registry-url",
                stack.addresses().registry())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    long memoryKb = 0;
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      memoryKb = Math.max(memoryKb, peakMemoryKb(process.pid()));
    }
    long nanos = System.nanoTime() - start;
    if (process.exitValue() != 0) {
      throw new StackException(
          "iec track ended with status %d:%n%s"
              .formatted(
                  process.exitValue(), Files.readString(directory.resolve("output"), UTF_8)));
    }
    return new Tracked(nanos, memoryKb);
  }

  /** Peak resident memory; 0 if there is no /proc. The script becomes the JVM. */
  private static long peakMemoryKb(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", "" + pid, "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException _) {
      return 0;
    }
  }

  /** Plans the season and fills its pools. */
  private void count(LocalStack stack) throws InterruptedException {
    EventCodec codec = new EventCodec(new SchemaRegistry(URI.create(stack.addresses().registry())));
    Profiles profiles = new Profiles(season, seed);
    try (EventWriter writer = new EventWriter(ServiceStack.connection(stack), codec, 5)) {
      profiles.announcements(Instant.now().truncatedTo(ChronoUnit.MILLIS)).forEach(writer::send);
      for (ProfileSubmitted profile : profiles.burst(CANDIDATES)) {
        writer.send(profile);
      }
      writer.flush();
    }
    try (ServiceStack services = ServiceStack.withoutServices(stack, season)) {
      await(
          () -> services.visible() == CANDIDATES,
          "the dashboard does not show all %,d candidates".formatted(CANDIDATES));
    }
  }

  private static Stream<String> counted() {
    return Stream.of(
            Profiles.COUNTRIES.stream(),
            Stream.of(Profiles.ROUND_COUNTRY),
            Profiles.PROBE_COUNTRIES.stream())
        .flatMap(countries -> countries);
  }

  private static void await(BooleanSupplier condition, String otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new StackException("after %d s, %s".formatted(TIMEOUT.toSeconds(), otherwise));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static int bytes(String dashboard, HttpClient http)
      throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(dashboard)).build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body()
        .length;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
