package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.stack.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops invitation-service and pool-service processes at random moments around deadlines and closes
 * while answers and profiles arrive. The outcome of each must depend only on the time at which it
 * entered the log, by the broker's clock. {@code -Diec.chaos.seed} repeats the events and stops of
 * a run; {@code -Diec.chaos.stops} sets the number of stops.
 */
@Tag("chaos")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class AwayOverDeadlinesTest {

  private static final int STOPS = Integer.getInteger("iec.chaos.stops", 20);
  private static final int INVITED = STOPS * 3;
  private static final Duration EACH_STOP = Duration.ofSeconds(9);

  /** Time until the first deadline. The draw and its invitations take part of it. */
  private static final Duration AHEAD = Duration.ofSeconds(60);

  private static final Duration TIMEOUT = Duration.ofMinutes(4);
  private static final List<String> CLOSING =
      List.of(
          "FR", "CZ", "AU", "JP", "KR", "CL", "DK", "AT", "BE", "HR", "EE", "DE", "LV", "LT", "NO",
          "SE");
  private static final PoolId POOL = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);

  private static final long SEED =
      Long.getLong("iec.chaos.seed", System.nanoTime() % 1_000_000_000);

  private static final Random RANDOM = new Random(SEED);

  @TempDir private static Path directory;
  private static TestBroker broker;
  private static ShiftedService invitations;
  private static ShiftedService pools;
  private static ScheduledSender sender;

  private final List<Stop> stops = new ArrayList<>();

  private enum Kind {
    ACCEPT,
    DECLINE,
    APPLY,
    NOTHING
  }

  /** A period in which a process did not run. */
  private record Stop(String of, Instant from, Instant until) {
    boolean covers(Instant from, Instant until) {
      return this.from.isBefore(from) && this.until.isAfter(until);
    }
  }

  /** The actual or expected outcome of an invitation. */
  private record Fate(ClosedCause closed, Answer rejected) {}

  /** Sends events at scheduled times and returns the broker's timestamps. */
  private record ScheduledSender(
      KafkaProducer<String, byte[]> producer, EventCodec codec, ExecutorService threads)
      implements AutoCloseable {

    Instant send(Event event) {
      return send(Topics.of(event).name(), Topics.keyOf(event), (SpecificRecord) event);
    }

    Instant send(String topic, String key, SpecificRecord value) {
      try {
        return Instant.ofEpochMilli(
            producer.send(new ProducerRecord<>(topic, key, codec.encode(value))).get().timestamp());
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    CompletableFuture<Instant> sendAt(Instant time, Event event) {
      return CompletableFuture.supplyAsync(() -> send(event), from(time));
    }

    @Override
    public void close() {
      threads.close();
      producer.close();
    }
  }

  @BeforeAll
  static void up() {
    System.out.println("seed of this run: -Diec.chaos.seed=" + SEED);
    broker = TestBroker.withTopics(Topics.ALL.stream().filter(topic -> topic != Topics.CLOCK));
    Ports ports = Ports.free();
    invitations =
        new ShiftedService(
            "org.iecpools.invitation.InvitationApplication",
            "invitation-service",
            ports.invitation(),
            broker.bootstrapServers(),
            directory);
    pools =
        new ShiftedService(
            "org.iecpools.pool.PoolApplication",
            "pool-service",
            ports.pool(),
            broker.bootstrapServers(),
            directory);
    sender =
        new ScheduledSender(
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer()),
            new EventCodec(EventCodec.inMemory()),
            Executors.newVirtualThreadPerTaskExecutor());
  }

  @AfterAll
  static void down() {
    try (TestBroker _ = broker;
        ScheduledSender _ = sender;
        ShiftedService _ = pools;
        ShiftedService _ = invitations) {
      // Close order: the services that use the broker first.
    }
  }

  @Test
  void anEventThatEnteredTheLogInTimeIsInTimeWheneverItIsRead() {
    // given a round of ten days ago, whose invitations have consecutive deadlines
    invitations.shift(Duration.ofDays(-10).minusHours(12));
    invitations.start();
    pools.start();
    plan("IE", Instant.now().plus(Duration.ofDays(120)));
    awaitThatTheyWork();
    Instant first = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.SECONDS);
    Duration span = EACH_STOP.multipliedBy(STOPS);
    Map<UUID, Instant> deadlines = new HashMap<>();
    for (int i = 0; i < INVITED; i++) {
      UUID candidate = UUID.randomUUID();
      Instant deadline = first.plus(between(Duration.ZERO, span)).truncatedTo(ChronoUnit.SECONDS);
      deadlines.put(candidate, deadline);
      sender.send(entered(candidate, deadline));
    }
    Map<String, Instant> closes = new HashMap<>();
    for (String country : CLOSING) {
      closes.put(country, first.plus(between(Duration.ZERO, span)));
      plan(country, closes.get(country));
    }
    List<InvitationIssued> issued = round();
    assertThat(issued)
        .allSatisfy(i -> assertThat(i.getAnswerBy()).isEqualTo(deadlines.get(i.getCandidateId())));
    invitations.shift(Duration.ZERO);
    assertThat(Instant.now()).as("the time after the round").isBefore(first.minusSeconds(2));

    // when answers and profiles arrive around the deadlines while services are stopped
    Map<InvitationIssued, Kind> kinds = new HashMap<>();
    Map<InvitationIssued, CompletableFuture<Instant>> answers = new HashMap<>();
    for (InvitationIssued i : issued) {
      Kind kind = Kind.values()[RANDOM.nextInt(4)];
      kinds.put(i, kind);
      Instant time = i.getAnswerBy().plus(between(Duration.ofSeconds(-4), Duration.ofSeconds(2)));
      if (kind != Kind.NOTHING) {
        answers.put(i, sender.sendAt(time, answer(i, kind)));
      }
    }
    Map<ProfileSubmitted, CompletableFuture<Instant>> profiles = new HashMap<>();
    for (String country : CLOSING) {
      for (int n = 0; n < 6; n++) {
        ProfileSubmitted profile = profile(country);
        profiles.put(
            profile,
            sender.sendAt(
                closes.get(country).plus(between(Duration.ofSeconds(-4), Duration.ofSeconds(2))),
                profile));
      }
    }
    for (int n = 0; n < STOPS; n++) {
      stop(n, first.plus(EACH_STOP.multipliedBy(n)), deadlines.values(), closes.values());
    }

    // then each is judged by the broker's timestamp
    Map<UUID, Fate> expected = new HashMap<>();
    Map<UUID, Instant> logged = new HashMap<>();
    issued.forEach(
        i -> {
          Instant at = answers.containsKey(i) ? answers.get(i).join() : null;
          logged.put(i.getInvitationId(), at);
          expected.put(i.getInvitationId(), fate(i, kinds.get(i), at));
        });
    long lapses =
        expected.values().stream().filter(f -> f.closed() == ClosedCause.NOT_ANSWERED).count();
    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                fates().values().stream()
                        .filter(f -> f.closed() == ClosedCause.NOT_ANSWERED)
                        .count()
                    >= lapses);
    Map<UUID, Fate> found = fates();
    assertThat(issued)
        .allSatisfy(
            i ->
                assertThat(found.getOrDefault(i.getInvitationId(), new Fate(null, null)))
                    .as(
                        "%s to be answered by %s, logged %s",
                        kinds.get(i), i.getAnswerBy(), logged.get(i.getInvitationId()))
                    .isEqualTo(expected.get(i.getInvitationId())));
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                decided()
                    .keySet()
                    .containsAll(
                        profiles.keySet().stream().map(ProfileSubmitted::getProfileId).toList()));
    Map<UUID, Boolean> entered = decided();
    assertThat(profiles.entrySet())
        .allSatisfy(
            e ->
                assertThat(entered.get(e.getKey().getProfileId()))
                    .as(
                        "profile for %s, which closed %s, logged %s",
                        e.getKey().getCitizenship(),
                        closes.get(e.getKey().getCitizenship()),
                        e.getValue().join())
                    .isEqualTo(
                        e.getValue().join().isBefore(closes.get(e.getKey().getCitizenship()))));

    // and stops did cover deadlines, so that the test is effective
    long readLate =
        issued.stream()
            .filter(i -> logged.get(i.getInvitationId()) != null)
            .filter(
                i ->
                    stops.stream()
                        .anyMatch(
                            stop ->
                                stop.of().equals("invitation-service")
                                    && logged.get(i.getInvitationId()).isBefore(i.getAnswerBy())
                                    && stop.covers(
                                        logged.get(i.getInvitationId()), i.getAnswerBy())))
            .count();
    long profilesReadLate =
        profiles.entrySet().stream()
            .filter(
                e -> {
                  Instant closed = closes.get(e.getKey().getCitizenship());
                  Instant at = e.getValue().join();
                  return at.isBefore(closed)
                      && stops.stream()
                          .anyMatch(s -> s.of().equals("pool-service") && s.covers(at, closed));
                })
            .count();
    System.out.printf(
        "%d stops; %d answers, %d of them in time and read after the deadline; %d lapses;"
            + " %d profiles, %d of them in time and read after the close%n",
        stops.size(), answers.size(), readLate, lapses, profiles.size(), profilesReadLate);
    assertThat(readLate).isPositive();
    assertThat(profilesReadLate).isPositive();
  }

  /**
   * Stops one of the services from shortly before a deadline until after it. In two of three cases
   * with a close nearby, it is pool-service around the close, otherwise invitation-service around a
   * deadline to answer.
   */
  private void stop(
      int n, Instant notBefore, Collection<Instant> deadlines, Collection<Instant> closes) {
    Instant earliest = Collections.max(List.of(notBefore, Instant.now())).plusSeconds(3);
    Optional<Instant> close =
        next(closes, earliest)
            .filter(_ -> RANDOM.nextInt(3) > 0)
            .filter(at -> at.isBefore(earliest.plus(EACH_STOP)));
    boolean judge = close.isEmpty();
    Instant moment = close.or(() -> next(deadlines, earliest)).orElse(earliest);
    ShiftedService service = judge ? invitations : pools;
    Instant from =
        CompletableFuture.supplyAsync(
                () -> {
                  service.stop();
                  return Instant.now();
                },
                from(moment.minus(between(Duration.ofMillis(200), Duration.ofSeconds(4)))))
            .join();
    Instant until =
        CompletableFuture.supplyAsync(
                () -> {
                  Instant now = Instant.now();
                  if (n % 7 == 3) {
                    service.restart();
                  } else {
                    service.goOn();
                  }
                  return now;
                },
                from(moment.plus(between(Duration.ZERO, Duration.ofSeconds(8)))))
            .join();
    stops.add(new Stop(judge ? "invitation-service" : "pool-service", from, until));
  }

  private static Optional<Instant> next(Collection<Instant> moments, Instant earliest) {
    return moments.stream().filter(at -> at.isAfter(earliest)).min(Comparator.naturalOrder());
  }

  private static Fate fate(InvitationIssued i, Kind kind, Instant at) {
    boolean inTime = at != null && at.isBefore(i.getAnswerBy());
    return switch (kind) {
      case NOTHING -> new Fate(ClosedCause.NOT_ANSWERED, null);
      case ACCEPT ->
          inTime ? new Fate(null, null) : new Fate(ClosedCause.NOT_ANSWERED, Answer.ACCEPT);
      case DECLINE ->
          inTime
              ? new Fate(ClosedCause.DECLINED, null)
              : new Fate(ClosedCause.NOT_ANSWERED, Answer.DECLINE);
      case APPLY -> inTime ? new Fate(null, null) : new Fate(ClosedCause.NOT_ANSWERED, null);
    };
  }

  private static Map<UUID, Fate> fates() {
    Map<UUID, Fate> fates = new HashMap<>();
    for (InvitationsEvent event : read(Topics.INVITATIONS)) {
      switch (event) {
        case InvitationClosed e ->
            fates.merge(
                e.getInvitationId(),
                new Fate(e.getCause(), null),
                (a, b) -> new Fate(b.closed(), a.rejected()));
        case AnswerRejected e ->
            fates.merge(
                e.getInvitationId(),
                new Fate(null, e.getAnswer()),
                (a, b) -> new Fate(a.closed(), b.rejected()));
        case InvitationIssued _, AcceptanceConfirmed _ -> {}
      }
    }
    return fates;
  }

  /** For each decided profile, whether it entered its pool. */
  private static Map<UUID, Boolean> decided() {
    Map<UUID, Boolean> decided = new HashMap<>();
    read(Topics.POOLS)
        .forEach(
            event -> {
              switch (event) {
                case PoolEntered e -> decided.put(e.getProfileId(), true);
                case ProfileRejected e -> decided.put(e.getProfileId(), false);
                default -> {
                  // later events of the stay
                }
              }
            });
    return decided;
  }

  // ---- events

  private static void plan(String country, Instant closes) {
    Instant now = Upstream.now().minus(Duration.ofDays(30));
    sender.send(
        new SeasonPlanned(
            UUID.randomUUID(),
            now,
            2026,
            country,
            List.of(
                PoolPlan.newBuilder()
                    .setCategory(POOL.getCategory())
                    .setRule(EligibilityRule.newBuilder().build())
                    .setOpensAt(now)
                    .setFirstRoundAt(now)
                    .setFinalRoundAt(closes)
                    .setClosesAt(closes)
                    .setRoundCap(0) // weekly rounds invite nobody
                    .build()),
            null));
    sender.send(
        new QuotaAnnounced(
            UUID.randomUUID(),
            now,
            PoolIds.of(2026, country, POOL.getCategory()),
            new Quota(QuotaKind.UNLIMITED, null),
            null));
  }

  /** A candidate in a time zone in which the eleventh midnight after the round is the deadline. */
  private static PoolEntered entered(UUID candidate, Instant deadline) {
    int ahead = LocalTime.ofInstant(deadline, ZoneOffset.UTC).toSecondOfDay();
    ZoneOffset zone =
        ZoneOffset.ofTotalSeconds(ahead <= 12 * 3600 ? -ahead : Math.toIntExact(86_400L - ahead));
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(Upstream.now())
        .setPool(POOL)
        .setProfileId(UUID.randomUUID())
        .setCandidateId(candidate)
        .setEligibleUntil(LocalDate.parse("2040-01-01"))
        .setTimeZone(zone.getId())
        .build();
  }

  private static ProfileSubmitted profile(String country) {
    return ProfileSubmitted.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(Upstream.now())
        .setProfileId(UUID.randomUUID())
        .setCandidateId(UUID.randomUUID())
        .setSeason(2026)
        .setCitizenship(country)
        .setBirthDate(LocalDate.parse("2000-01-01"))
        .setResidence(country)
        .setWanted(List.of(new WantedPool(POOL.getCategory(), null)))
        .setTimeZone("America/Toronto")
        .build();
  }

  private static Event answer(InvitationIssued i, Kind kind) {
    Instant now = Upstream.now();
    UUID id = UUID.randomUUID();
    return switch (kind) {
      case ACCEPT ->
          new InvitationAccepted(
              id, now, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
      case DECLINE ->
          new InvitationDeclined(
              id, now, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
      case APPLY ->
          new ApplicationSubmitted(
              id, now, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
      case NOTHING -> throw new IllegalArgumentException("NOTHING has no answer to send");
    };
  }

  private static void awaitThatTheyWork() {
    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(
                        read(Topics.ROUNDS).stream()
                            .map(event -> event.getPool().getCountry())
                            .collect(Collectors.toSet()))
                    .as(() -> invitations.log())
                    .contains("IE"));
  }

  /** Orders rounds until all candidates are invited, because entries may be read after an order. */
  private static List<InvitationIssued> round() {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              sender.send(Topics.ROUND_COMMANDS.name(), "2026/IE", order());
              return read(Topics.INVITATIONS).stream()
                  .filter(InvitationIssued.class::isInstance)
                  .map(InvitationIssued.class::cast)
                  .toList();
            },
            all -> all.size() == INVITED);
  }

  private static RunRounds order() {
    return new RunRounds(
        UUID.randomUUID(),
        Upstream.now(),
        2026,
        "IE",
        List.of(new RoundOrder(POOL, UUID.randomUUID(), INVITED)),
        null,
        null);
  }

  // ---- helpers

  private static Duration between(Duration least, Duration most) {
    return least.plusMillis(RANDOM.nextLong(most.minus(least).toMillis()));
  }

  /** Runs tasks at a time, or immediately if it has passed. */
  private static Executor from(Instant time) {
    long millis = Math.max(0, Duration.between(Instant.now(), time).toMillis());
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, sender.threads());
  }

  @SuppressWarnings("unchecked") // the topic has only this type
  private static <E> List<E> read(Topic<E> topic) {
    List<E> events = new ArrayList<>();
    CommittedRecords.of(Map.of("bootstrap.servers", broker.bootstrapServers()), topic.name())
        .forEach(
            record -> {
              try {
                events.add((E) sender.codec().decode(record.value()));
              } catch (EventCodec.Undecodable e) {
                throw new IllegalStateException(e);
              }
            });
    return events;
  }
}
