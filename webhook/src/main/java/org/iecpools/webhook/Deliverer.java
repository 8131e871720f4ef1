package org.iecpools.webhook;

import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.SchemaIds;
import org.jspecify.annotations.Nullable;

/**
 * Posts changes to all registered webhooks until it is stopped. Only one runs at a time: a later
 * one ends an earlier one when that writes next.
 */
public final class Deliverer {

  private static final String WRITER = "webhooks-runner";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** A consumer does not report that Kafka is away; a question does. */
  private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(10);

  /** Longer than a lookup, an attempt and its record take. */
  private static final Duration TO_END = Duration.ofSeconds(40);

  private final Supplier<WebhookLog> logs;
  private final Addresses addresses;
  private final boolean allowPrivate;
  private final Duration timeout;
  private final InstallationKey key;
  private final Time time;
  private final Consumer<WebhookEvent> listener;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final WebhookMetrics metrics = new WebhookMetrics(this::health);
  private volatile @Nullable Session current;
  private volatile @Nullable String fault;

  Deliverer(
      Supplier<WebhookLog> logs,
      Addresses addresses,
      boolean allowPrivate,
      Duration timeout,
      InstallationKey key,
      Time time,
      Consumer<WebhookEvent> listener) {
    this.logs = logs;
    this.addresses = addresses;
    this.allowPrivate = allowPrivate;
    this.timeout = timeout;
    this.key = key;
    this.time = time;
    this.listener = listener;
  }

  /**
   * A deliverer for a stack.
   *
   * @param allowPrivate whether webhooks that were registered so may have private addresses
   * @param listener is called on several threads
   */
  public static Deliverer of(
      String bootstrapServers,
      ClientConfig client,
      SchemaIds schemas,
      InstallationKey key,
      boolean allowPrivate,
      Consumer<WebhookEvent> listener) {
    return new Deliverer(
        () -> WebhookTopics.open(bootstrapServers, client, schemas),
        Addresses.usual(),
        allowPrivate,
        Poster.TIMEOUT,
        key,
        Time.SYSTEM,
        listener);
  }

  /**
   * Makes Java keep the addresses of names for a minute, so that a connection uses the addresses
   * that were checked before it. To be called before the first lookup of the process.
   */
  public static void keepAddresses() {
    Security.setProperty("networkaddress.cache.ttl", Long.toString(Names.KEPT.toSeconds()));
  }

  /**
   * Delivers until {@link #stop} is called. After a failure of Kafka it begins again.
   *
   * @throws WebhooksFailed if it cannot begin, or if another deliverer has taken over
   */
  public void run() throws InterruptedException {
    try {
      boolean hasRun = false;
      while (stopped.getCount() > 0) {
        try (WebhookLog log = logs.get();
            WebhookLog.Writer writer = log.write(WRITER)) {
          hasRun = true;
          deliver(log, writer);
        } catch (WebhooksFailed e) {
          if (!hasRun || e.isFinal()) {
            throw e;
          }
          fault = String.valueOf(e.getMessage());
          listener.accept(new WebhookEvent.Interrupted(String.valueOf(e.getMessage())));
          time.await(stopped, AGAIN);
        }
      }
    } finally {
      ended.countDown();
    }
  }

  /** Ends {@link #run}, and waits until attempts that have begun are finished and recorded. */
  public void stop() {
    stopped.countDown();
    try {
      ended.await(TO_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** How the deliveries stand now. */
  WebhookHealth health() {
    Session session = current;
    return session == null
        ? WebhookHealth.down(Optional.ofNullable(fault))
        : session.health(time.now());
  }

  /** What is counted while it runs. */
  WebhookMetrics metrics() {
    return metrics;
  }

  private void deliver(WebhookLog log, WebhookLog.Writer writer) throws InterruptedException {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    try (Poster poster = new Poster(addresses, allowPrivate, timeout)) {
      Session session =
          new Session(
              new Delivery.Shared(
                  log,
                  writer,
                  poster,
                  key,
                  time,
                  listener,
                  metrics,
                  e -> failure.compareAndSet(null, e)));
      try {
        session.begin();
        current = session;
        fault = null;
        while (stopped.getCount() > 0 && failure.get() == null) {
          session.follow();
        }
      } finally {
        current = null;
        session.end();
      }
    }
    RuntimeException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  /** The deliveries of all webhooks, while Kafka answers. */
  private final class Session {
    private final Delivery.Shared shared;
    private final Webhooks webhooks = new Webhooks();
    private final Map<UUID, Delivery> running = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<UUID> unusable = ConcurrentHashMap.newKeySet();
    private long askedAt = System.nanoTime();

    Session(Delivery.Shared shared) {
      this.shared = shared;
    }

    void begin() {
      webhooks.apply(shared.log().read());
      List<WebhookState> all = webhooks.all();
      listener.accept(new WebhookEvent.Started(all.size()));
      all.forEach(this::start);
    }

    WebhookHealth health(Instant now) {
      List<Delivery> deliveries = List.copyOf(running.values());
      return new WebhookHealth(
          true,
          Optional.empty(),
          deliveries.size(),
          (int) deliveries.stream().filter(each -> each.failingSince().isPresent()).count(),
          unusable.size(),
          deliveries.stream()
              .flatMap(each -> each.waitingSince().stream())
              .min(Comparator.naturalOrder())
              .map(since -> Duration.between(since, now))
              // In a simulation, changes are reported in the future.
              .filter(age -> !age.isNegative()));
    }

    void follow() {
      if (System.nanoTime() - askedAt > BETWEEN_QUESTIONS.toNanos()) {
        long _ = shared.log().end();
        askedAt = System.nanoTime();
      }
      List<Entry> entries = shared.log().poll(POLL);
      if (entries.isEmpty()) {
        return;
      }
      webhooks.apply(entries);
      for (WebhookState state : webhooks.all()) {
        UUID id = state.webhook().id();
        if (!running.containsKey(id) && !unusable.contains(id)) {
          listener.accept(new WebhookEvent.Changed(state.webhook(), true));
          start(state);
        }
      }
      unusable.removeIf(id -> webhooks.find(id).isEmpty());
      for (Delivery each : List.copyOf(running.values())) {
        Webhook webhook = each.webhook();
        if (webhooks.find(webhook.id()).isEmpty()) {
          listener.accept(new WebhookEvent.Changed(webhook, false));
          each.stop();
          running.remove(webhook.id());
        }
      }
      threads.removeIf(thread -> !thread.isAlive());
    }

    private void start(WebhookState state) {
      Webhook webhook = state.webhook();
      Optional<String> fault = fault(webhook);
      if (fault.isPresent()) {
        unusable.add(webhook.id());
        listener.accept(new WebhookEvent.Unusable(webhook, fault.get()));
        return;
      }
      Delivery delivery = new Delivery(shared, state);
      running.put(webhook.id(), delivery);
      threads.add(Thread.ofVirtual().name("webhook-" + webhook.id()).start(delivery));
    }

    private Optional<String> fault(Webhook webhook) {
      if (!webhook.log().equals(shared.log().identity())) {
        return Optional.of(
            "iec.changes is not the topic for which it was registered, such as after a restore; remove it and add it again");
      }
      return webhook.keyId().equals(key.id())
          ? Optional.empty()
          : Optional.of(
              "the key file is not the one with which it was registered; restore that, or remove it and add it again");
    }

    void end() throws InterruptedException {
      running.values().forEach(Delivery::stop);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }
}
