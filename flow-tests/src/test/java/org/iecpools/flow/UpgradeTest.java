package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RunRounds;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.LocalBroker;
import org.iecpools.stack.LocalRegistry;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackTokens;
import org.iecpools.stack.TokenKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Replaces two instances of each service of an earlier version, one after the other, while profiles
 * are submitted, rounds are ordered and the dashboard is read. Each request goes to one instance,
 * and to the other one if that fails, as behind a load balancer.
 *
 * <p>{@code -Diec.upgrade.from} is the directory in which the earlier version was built; {@code
 * .ci/run upgrade} chooses and builds it.
 */
@Tag("upgrade")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class UpgradeTest {

  private static final List<String> COUNTRIES = List.of("IE", "FR", "CZ", "DE");
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** The documented order. */
  private static final List<Service> ORDER =
      List.of(Service.STATS, Service.PROFILE, Service.POOL, Service.INVITATION);

  /** How many requests of each kind are answered between two replacements, at least. */
  private static final int BETWEEN = 3;

  /** The longest time for which a request may find no instance that answers it. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final String PROFILE = "profile";
  private static final String ORDER_OF_ROUND = "order";
  private static final String DASHBOARD = "dashboard";
  private static final RoundsBook BOOK = new RoundsBook();

  /** Logs, state and keys, which are kept. */
  private static Path directory;

  private static final BuildTree PRESENT = BuildTree.find();
  private static boolean earlierKnowsTokens;
  private static LocalBroker broker;
  private static LocalRegistry registry;
  private static Upstream upstream;
  private static RoundsOperator operator;
  private static Map<Service, List<UpgradedInstance>> instances;

  /** A request that was answered in the end. */
  private record Answered(String kind, int attempts, Duration elapsed) {}

  private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();

  private final Set<UUID> invitationsWithAnswer = new HashSet<>();

  /** Why an attempt failed, with the number of attempts. */
  private final Map<String, Integer> failures = new TreeMap<>();

  @BeforeAll
  static void up() throws Exception {
    directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "upgrade-");
    BuildTree earlier = earlier();
    earlierKnowsTokens =
        Files.exists(earlier.root().resolve("service-kit/src/main/java/org/iecpools/kit/access"));
    broker = LocalBroker.start();
    registry = LocalRegistry.start();
    setUp(earlier);
    TokenKeys keys = TokenKeys.in(directory.resolve("tokens"));
    List<Ports> ports = List.of(Ports.free(), Ports.free());
    instances = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                  "--iec.registry-url=" + registry.url(),
                  "--iec.access.key-file=" + keys.publicFile(),
                  "--iec.secrets-dir=" + directory.resolve("secrets").resolve(service.module())));
      if (service == Service.STATS) {
        arguments.add(
            "--iec.invitation-service=http://127.0.0.1:" + ports.getFirst().of(Service.INVITATION));
      }
      instances.put(
          service,
          ports.stream()
              .map(
                  its ->
                      new UpgradedInstance(
                          service,
                          its,
                          arguments,
                          directory.resolve(Integer.toString(its.of(Service.PROFILE)))))
              .toList());
    }
    for (Ports its : ports) {
      Files.createDirectories(directory.resolve(Integer.toString(its.of(Service.PROFILE))));
    }
    Addresses addresses =
        new Addresses(
            broker.bootstrapServers(),
            registry.url(),
            first(Service.PROFILE),
            first(Service.POOL),
            first(Service.INVITATION),
            first(Service.STATS));
    upstream = new Upstream(addresses, StackTokens.of(keys));
    operator = new RoundsOperator(addresses, upstream);
    // The first instance creates the secret keys, which the second one uses.
    for (int instance = 0; instance < 2; instance++) {
      for (List<UpgradedInstance> its : instances.values()) {
        its.get(instance).start(earlier);
      }
      for (List<UpgradedInstance> its : instances.values()) {
        its.get(instance).awaitReady(upstream);
      }
    }
  }

  private static BuildTree earlier() {
    String directory = System.getProperty("iec.upgrade.from");
    assertThat(directory)
        .as("-Diec.upgrade.from, the directory of a built earlier version; see .ci/run upgrade")
        .isNotNull();
    return new BuildTree(Path.of(directory).toAbsolutePath());
  }

  private static String first(Service service) {
    return instances.get(service).getFirst().address().toString();
  }

  @AfterAll
  static void down() {
    if (instances != null) {
      instances.values().stream().flatMap(List::stream).forEach(UpgradedInstance::close);
    }
    try (LocalBroker _ = broker;
        LocalRegistry _ = registry;
        Upstream _ = upstream) {
      // Close order: clients, then the registry, then the broker.
    }
  }

  @Test
  void noRequestIsLostAndAllNumbersAreRightWhileInstancesAreReplacedOneAfterTheOther()
      throws Exception {
    COUNTRIES.forEach(country -> operator.plan(country, 10_000, 50));
    awaitSeason();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    List<CompletableFuture<Void>> traffic =
        List.of(
            repeating(ended, Duration.ofMillis(150), this::submit),
            repeating(ended, Duration.ofSeconds(1), this::order),
            repeating(ended, Duration.ofMillis(300), this::read));
    try {
      awaitMoreAnswers(traffic);

      // when set-up of the present version has run and every instance is replaced
      setUp(PRESENT);
      for (Service service : ORDER) {
        for (UpgradedInstance instance : instances.get(service)) {
          Instant begin = Instant.now();
          instance.stop();
          instance.start(PRESENT);
          instance.awaitReady(upstream);
          System.out.printf(
              "replaced %s within %.1f s%n",
              service.module(), Duration.between(begin, Instant.now()).toMillis() / 1000.0);
          answerInvitations();
          awaitMoreAnswers(traffic);
        }
      }
    } finally {
      ended.complete(null);
      printAnswers();
    }
    traffic.forEach(UpgradeTest::join);

    // then no instance has ended itself
    assertThat(instances.values().stream().flatMap(List::stream))
        .allSatisfy(instance -> assertThat(instance.isRunning()).as(instance::log).isTrue());

    // and every request was answered
    assertThat(failures.keySet()).noneMatch(failure -> failure.contains("unexpected"));
    assertThat(answered)
        .allSatisfy(it -> assertThat(it.elapsed()).as(it.kind()).isLessThan(LONGEST_WAIT));

    // and each profile and order had its effect once
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              readBook();
              assertThat(BOOK.contradictions()).isEmpty();
            });
    operator.awaitDashboardOf(BOOK);
    assertThat(upstream.read(Topics.DEAD_LETTERS.name())).isEmpty();
    operator.assertAudited();
    operator.assertVerified(_ -> true);
    System.out.printf(
        "%d rounds, %d invitations, %d of them open%n",
        rounds(), BOOK.invitations(), BOOK.open().size());
    assertThat(BOOK.invitations()).isPositive();
  }

  private static void setUp(BuildTree version) throws Exception {
    Path log = directory.resolve("set-up.log");
    Process job =
        UpgradedInstance.java(
            version,
            "schemas",
            "org.iecpools.kafka.SetUp",
            List.of(
                "--bootstrap-servers", broker.bootstrapServers(), "--registry-url", registry.url()),
            log);
    assertThat(job.waitFor()).as(Files.readString(log)).isZero();
  }

  /** Waits until every instance of profile-service accepts profiles of every country. */
  private static void awaitSeason() {
    for (UpgradedInstance instance : instances.get(Service.PROFILE)) {
      for (String country : COUNTRIES) {
        UUID candidate = UUID.randomUUID();
        await()
            .atMost(TIMEOUT)
            .until(
                () -> post(instance.address(), candidate, country).statusCode(),
                Set.of(201, 202)::contains);
        BOOK.entered(candidate, Set.of(pool(country)));
      }
    }
  }

  private void awaitMoreAnswers(List<CompletableFuture<Void>> traffic) {
    Map<String, Long> before = counts();
    await()
        .atMost(TIMEOUT)
        .failFast(
            () -> traffic.stream().filter(CompletableFuture::isDone).forEach(UpgradeTest::join))
        .until(
            () -> {
              Map<String, Long> now = counts();
              return Stream.of(PROFILE, ORDER_OF_ROUND, DASHBOARD)
                  .allMatch(
                      kind ->
                          now.getOrDefault(kind, 0L) >= before.getOrDefault(kind, 0L) + BETWEEN);
            });
  }

  private static void join(CompletableFuture<Void> ended) {
    try {
      ended.join();
    } catch (CompletionException e) {
      throw new AssertionError("a request was not answered", e.getCause());
    }
  }

  private Map<String, Long> counts() {
    return answered.stream().collect(Collectors.groupingBy(Answered::kind, Collectors.counting()));
  }

  // ---- traffic

  /** Repeats a step in a thread of its own until the end; completes early if a step fails. */
  private static CompletableFuture<Void> repeating(
      CompletableFuture<Void> ended, Duration pause, Function<Integer, Void> step) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; !ended.isDone(); i++) {
            step.apply(i);
            pause(pause);
          }
        },
        runnable -> Thread.ofVirtual().start(runnable));
  }

  private Void submit(int number) {
    UUID candidate = UUID.randomUUID();
    String country = COUNTRIES.get(number % COUNTRIES.size());
    answer(
        PROFILE,
        Service.PROFILE,
        number,
        // 200 for a repeat of a request that was stored without a response.
        Set.of(200, 201, 202),
        instance -> post(instance, candidate, country));
    synchronized (BOOK) {
      BOOK.entered(candidate, Set.of(pool(country)));
    }
    return null;
  }

  private static HttpResponse<String> post(URI instance, UUID candidate, String country) {
    return upstream.post(
        "%s/api/v1/candidates/%s/profiles".formatted(instance, candidate),
        candidate.toString(),
        Upstream.profile(country));
  }

  private Void order(int number) {
    UUID id = UUID.randomUUID();
    String country = COUNTRIES.get(number % COUNTRIES.size());
    synchronized (BOOK) {
      BOOK.ordered(
          new RunRounds(
              id,
              Upstream.now(),
              RoundsOperator.SEASON,
              country,
              List.of(RoundsOperator.round(id, pool(country), 3)),
              null,
              null));
    }
    answer(
        ORDER_OF_ROUND,
        Service.INVITATION,
        number,
        Set.of(200, 201),
        instance ->
            upstream.post(
                instance + "/api/v1/rounds",
                Map.of(
                    "season",
                    RoundsOperator.SEASON,
                    "country",
                    country,
                    "commandId",
                    id,
                    "orders",
                    List.of(Map.of("pool", PoolIds.text(pool(country)), "size", 3)))));
    return null;
  }

  private Void read(int number) {
    answer(
        DASHBOARD,
        Service.STATS,
        number,
        Set.of(200),
        instance -> upstream.ask(instance + "/api/v1/dashboard?season=" + RoundsOperator.SEASON));
    return null;
  }

  /** Sends a request to the instances in turn until one answers with one of the statuses. */
  private void answer(
      String kind,
      Service service,
      int number,
      Set<Integer> statuses,
      Function<URI, HttpResponse<String>> request) {
    Instant begin = Instant.now();
    for (int attempt = 1; ; attempt++) {
      URI instance = instances.get(service).get((number + attempt) % 2).address();
      String failure;
      try {
        HttpResponse<String> response = request.apply(instance);
        if (statuses.contains(response.statusCode())) {
          answered.add(new Answered(kind, attempt, Duration.between(begin, Instant.now())));
          return;
        }
        failure =
            isExpected(response.statusCode())
                ? "%s: %d".formatted(kind, response.statusCode())
                : "%s: unexpected %d, %s".formatted(kind, response.statusCode(), response.body());
      } catch (IllegalStateException e) {
        assertThat(e).hasCauseInstanceOf(IOException.class);
        failure = "%s: %s".formatted(kind, e.getCause().getClass().getSimpleName());
      }
      synchronized (failures) {
        failures.merge(failure, 1, Integer::sum);
      }
      assertThat(Duration.between(begin, Instant.now())).as(failure).isLessThan(TIMEOUT);
      if (attempt % 2 == 0) {
        pause(Duration.ofMillis(200));
      }
    }
  }

  /**
   * An order without an outcome yet, a service that is not available at present, or a request that
   * an instance has forwarded without its token, because its version knows none.
   */
  private static boolean isExpected(int status) {
    return status == 202 || status == 503 || (status == 401 && !earlierKnowsTokens);
  }

  /** Accepts half of the invitations that have no answer yet and declines the others. */
  private void answerInvitations() {
    synchronized (BOOK) {
      readBook();
      List<InvitationIssued> open = BOOK.open();
      for (int i = 0; i < open.size(); i++) {
        InvitationIssued it = open.get(i);
        if (!invitationsWithAnswer.add(it.getInvitationId())) {
          continue;
        }
        UUID event = UUID.randomUUID();
        upstream.produce(
            i % 2 == 0
                ? new InvitationAccepted(
                    event,
                    Upstream.now(),
                    it.getPool(),
                    it.getInvitationId(),
                    it.getProfileId(),
                    it.getCandidateId())
                : new InvitationDeclined(
                    event,
                    Upstream.now(),
                    it.getPool(),
                    it.getInvitationId(),
                    it.getProfileId(),
                    it.getCandidateId()));
      }
    }
  }

  private static void readBook() {
    BOOK.read(upstream.events(Topics.ROUNDS), upstream.events(Topics.INVITATIONS));
  }

  private static long rounds() {
    return upstream.events(Topics.ROUNDS).stream().filter(RoundRun.class::isInstance).count();
  }

  private void printAnswers() {
    answered.stream()
        .collect(Collectors.groupingBy(Answered::kind, TreeMap::new, Collectors.toList()))
        .forEach(
            (kind, all) ->
                System.out.printf(
                    "%s: %,d answered, %d of them after a repeat; longest %.1f s%n",
                    kind,
                    all.size(),
                    all.stream().filter(it -> it.attempts() > 1).count(),
                    all.stream()
                            .map(Answered::elapsed)
                            .max(Comparator.naturalOrder())
                            .orElseThrow()
                            .toMillis()
                        / 1000.0));
    System.out.println("failed attempts: " + failures);
  }

  private static PoolId pool(String country) {
    return RoundsOperator.pools(country).getLast();
  }

  private static void pause(Duration duration) {
    try {
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
