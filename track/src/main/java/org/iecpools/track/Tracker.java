package org.iecpools.track;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.iecpools.domain.EventIds;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.PublishedRecord;
import org.iecpools.events.Reason;
import org.iecpools.feed.FeedFault;
import org.iecpools.feed.FeedReader;
import org.iecpools.feed.FeedResult;
import org.iecpools.feed.WeeksFile;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.SchemaIds;

/**
 * Fetches publications from its sources and appends what is new to the log. What is known is read
 * from the log, so a restart repeats nothing. Not thread-safe, except {@link #stop}.
 */
public final class Tracker implements AutoCloseable {

  /** Reasons that are recorded and reported of one refusal. */
  private static final int MAX_REASONS = 20;

  private static final int MAX_REASON = 500;
  private static final int MAX_FILES = 10_000;

  /** After failures the interval is doubled up to this factor. */
  private static final int MAX_BACK_OFF = 8;

  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  /**
   * What a tracker is run with.
   *
   * @param sources where figures are fetched from
   * @param publisher name of who publishes them, part of their identity
   * @param every interval of requests
   * @param timeout of a request
   */
  public record Settings(
      List<TrackSource> sources, String publisher, Duration every, Duration timeout) {
    public Settings {
      sources = List.copyOf(sources);
    }
  }

  /** What is known of an address. */
  private static final class Poll {
    private Fetcher.Validators known = Fetcher.Validators.NONE;
    private LocalDate date = LocalDate.MIN;
    private Instant due = Instant.MIN;
    private int failures;
  }

  private final Settings settings;
  private final PublishedLog log;
  private final InstantSource clock;
  private final Consumer<TrackEvent> listener;
  private final Fetcher fetcher;
  private final PublishedHistory history = new PublishedHistory();
  private final Map<URI, Poll> polls = new HashMap<>();

  /** Digest of the last refusal of each address or file that nothing else has followed. */
  private final Map<String, String> refusals = new HashMap<>();

  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean isResumed;
  private boolean isFine = true;

  Tracker(Settings settings, PublishedLog log, InstantSource clock, Consumer<TrackEvent> listener) {
    this.settings = settings;
    this.log = log;
    this.clock = clock;
    this.listener = listener;
    this.fetcher = new Fetcher(settings.timeout());
  }

  /**
   * Connects to the log of a stack.
   *
   * @throws TrackFailed if Kafka does not answer, denies access or does not have the topic
   */
  public static Tracker open(
      Settings settings,
      String bootstrapServers,
      ClientConfig client,
      SchemaIds schemas,
      InstantSource clock,
      Consumer<TrackEvent> listener) {
    return new Tracker(
        settings,
        PublishedTopic.open(bootstrapServers, client, schemas, settings.publisher()),
        clock,
        listener);
  }

  /** Polls all sources at their intervals until {@link #stop}. */
  public void run() throws InterruptedException {
    do {
      poll();
    } while (!stopped.await(untilDue().toMillis(), TimeUnit.MILLISECONDS));
  }

  private Duration untilDue() {
    Duration longest = settings.every();
    Instant now = clock.instant();
    return polls.values().stream()
        .map(poll -> Duration.between(now, poll.due))
        .min(Comparator.naturalOrder())
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .orElse(longest);
  }

  /**
   * Reads all files and requests all addresses that are due, and appends what is new.
   *
   * @return whether everything was read and written
   */
  public boolean poll() throws InterruptedException {
    isFine = true;
    if (!catchUp()) {
      return false;
    }
    List<Statement> statements = new ArrayList<>();
    for (TrackSource source : settings.sources()) {
      switch (source) {
        case TrackSource.Files(Path path) -> read(path, statements);
        case TrackSource.Address(URI url) -> request(url);
      }
    }
    // Each publication is compared with those before it.
    statements.sort(Comparator.comparing(statement -> statement.publication().date()));
    take(statements);
    return isFine;
  }

  /** Reads what is on the log, at first to resume where the last tracker ended. */
  private boolean catchUp() {
    try {
      log.read().forEach(this::known);
    } catch (TrackFailed e) {
      failed("Kafka", String.valueOf(e.getMessage()));
      return false;
    }
    if (!isResumed) {
      isResumed = true;
      history.publications(settings.publisher(), Instant.MAX).forEach(this::resume);
    }
    return true;
  }

  private void known(PublishedRecord record) {
    if (!record.getSource().equals(settings.publisher())) {
      return;
    }
    try {
      history.apply(record);
    } catch (IllegalArgumentException _) {
      return; // Others skip it, too, so nothing depends on it.
    }
    switch (record) {
      case FiguresPublished figures -> refusals.remove(figures.getFetchedFrom());
      case PublicationRefused refused ->
          refusals.put(refused.getFetchedFrom(), refused.getSha256());
    }
  }

  /** Addresses go on with the file that they sent last. */
  private void resume(PublishedHistory.Known known) {
    for (FiguresPublished event : known.events()) {
      if (event.getPublishedAt() != null) {
        for (TrackSource source : settings.sources()) {
          if (source instanceof TrackSource.Address(URI url)
              && url.toString().equals(event.getFetchedFrom())) {
            Poll poll = polls.computeIfAbsent(url, _ -> new Poll());
            boolean isLater =
                event.getPublishedOn().isAfter(poll.date)
                    || poll.known
                        .lastModified()
                        .filter(event.getPublishedAt()::isAfter)
                        .isPresent();
            if (isLater) {
              poll.date = event.getPublishedOn();
              poll.known =
                  new Fetcher.Validators(Optional.empty(), Optional.of(event.getPublishedAt()));
            }
          }
        }
      }
    }
  }

  // ---- files

  private void read(Path path, List<Statement> statements) {
    for (Path file : files(path)) {
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        // It may be a device without an end.
        bytes = in.readNBytes(WeeksFile.MAX_BYTES + 1);
      } catch (NoSuchFileException _) {
        failed(file.toString(), "there is no such file");
        continue;
      } catch (IOException e) {
        failed(file.toString(), "it cannot be read: " + e.getMessage());
        continue;
      }
      switch (WeeksFile.read(bytes)) {
        case FeedResult.Read read ->
            read.publications()
                .forEach(
                    publication ->
                        statements.add(
                            new Statement(
                                settings.publisher(),
                                publication,
                                !WeeksFile.isXml(bytes),
                                Optional.empty(),
                                clock.instant(),
                                file.toString())));
        case FeedResult.Refused refused -> refuse(file.toString(), bytes, refused);
      }
    }
  }

  private List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.toString().endsWith(".xml") || file.toString().endsWith(".csv"))
          .sorted()
          .limit(MAX_FILES)
          .toList();
    } catch (IOException e) {
      failed(path.toString(), "it cannot be read: " + e.getMessage());
      return List.of();
    }
  }

  // ---- addresses

  private void request(URI url) throws InterruptedException {
    Instant now = clock.instant();
    Poll poll = polls.computeIfAbsent(url, _ -> new Poll());
    if (now.isBefore(poll.due)) {
      return;
    }
    boolean wasFine = isFine;
    isFine = true;
    Duration asked = Duration.ZERO;
    switch (fetcher.fetch(url, poll.known, now)) {
      case Fetched.Unchanged() -> {
        refusals.remove(url.toString());
        listener.accept(
            new TrackEvent.NothingNew(
                url.toString(), Optional.empty(), "the server states that it has not changed"));
      }
      case Fetched.Received received -> received(url, poll, received, now);
      case Fetched.Incomplete(String reason) ->
          refuse(url.toString(), new byte[0], List.of(new Reason("INCOMPLETE", reason)), 1);
      case Fetched.Failed(String reason, Optional<Duration> retryAfter) -> {
        asked = retryAfter.orElse(Duration.ZERO);
        failed(url.toString(), reason);
      }
    }
    poll.failures = isFine ? 0 : poll.failures + 1;
    Duration wait =
        settings.every().multipliedBy(Math.min(MAX_BACK_OFF, 1L << Math.min(poll.failures, 30)));
    Duration longer = asked.compareTo(wait) > 0 ? asked : wait;
    poll.due = now.plus(longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer);
    isFine &= wasFine;
  }

  private void received(URI url, Poll poll, Fetched.Received received, Instant now) {
    switch (FeedReader.read(received.bytes())) {
      case FeedResult.Refused refused -> refuse(url.toString(), received.bytes(), refused);
      case FeedResult.Read read -> {
        Statement statement =
            new Statement(
                settings.publisher(),
                read.publications().getFirst(),
                false,
                received.lastModified(),
                now,
                url.toString());
        LocalDate date = statement.publication().date();
        boolean isTaken = take(List.of(statement));
        // The validators of an older copy would make the server send it again and again.
        boolean isOlder =
            date.isBefore(poll.date)
                || date.equals(poll.date)
                    && received
                        .lastModified()
                        .flatMap(time -> poll.known.lastModified().map(time::isBefore))
                        .orElse(false);
        if (isTaken && !isOlder) {
          poll.date = date;
          poll.known = new Fetcher.Validators(received.etag(), received.lastModified());
        }
      }
    }
  }

  // ---- the log

  /** Appends what is new of some statements. Returns false if that failed or was refused. */
  private boolean take(List<Statement> all) {
    List<Statement> statements = new ArrayList<>();
    for (Statement statement : all) {
      if (Revisions.of(history, statement) instanceof Revisions.Outcome.Refused(var reasons)) {
        refuse(
            statement.fetchedFrom(),
            statement.publication().toString().getBytes(StandardCharsets.UTF_8),
            reasons,
            reasons.size());
      } else {
        statements.add(statement);
      }
    }
    if (statements.stream().noneMatch(this::changesSomething)) {
      statements.forEach(statement -> take(statement, _ -> {}));
      return isFine;
    }
    try (PublishedLog.Writer writer = log.write()) {
      // Another tracker may have written until now; from here on it cannot.
      log.read().forEach(this::known);
      statements.forEach(statement -> take(statement, writer::append));
      return isFine;
    } catch (TrackFailed e) {
      failed(statements.getFirst().fetchedFrom(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  private boolean changesSomething(Statement statement) {
    return switch (Revisions.of(history, statement)) {
      case Revisions.Outcome.New(List<FiguresPublished> events) -> !events.isEmpty();
      case Revisions.Outcome.OlderCopy _, Revisions.Outcome.Refused _ -> false;
    };
  }

  private void take(Statement statement, Consumer<List<FiguresPublished>> append) {
    String from = statement.fetchedFrom();
    LocalDate date = statement.publication().date();
    switch (Revisions.of(history, statement)) {
      case Revisions.Outcome.New(List<FiguresPublished> events) -> {
        refusals.remove(from);
        if (events.isEmpty()) {
          listener.accept(
              new TrackEvent.NothingNew(from, Optional.of(date), "all of its figures are known"));
          return;
        }
        append.accept(events);
        events.forEach(this::known);
        listener.accept(
            new TrackEvent.Published(
                from,
                date,
                (int) events.stream().filter(event -> event.getRevision() == 1).count(),
                (int) events.stream().filter(event -> event.getRevision() > 1).count(),
                events.stream()
                    .flatMap(event -> event.getContradictions().stream())
                    .map(Reason::getDetail)
                    .distinct()
                    .toList()));
      }
      case Revisions.Outcome.OlderCopy(Instant modified, Instant known) ->
          listener.accept(
              new TrackEvent.NothingNew(
                  from,
                  Optional.of(date),
                  "the file is of %s, and that of %s is known".formatted(modified, known)));
      case Revisions.Outcome.Refused _ -> {
        // Refused before anything is written.
      }
    }
  }

  private void refuse(String from, byte[] bytes, FeedResult.Refused refused) {
    List<Reason> reasons =
        refused.faults().stream()
            .limit(MAX_REASONS)
            .map(
                fault ->
                    new Reason(
                        code(fault), "Line %d: %s".formatted(fault.line(), fault.sentence())))
            .toList();
    refuse(from, bytes, reasons, refused.total());
  }

  private static String code(FeedFault fault) {
    return switch (fault) {
      case FeedFault.NotAFeed _ -> "NOT_A_FEED";
      case FeedFault.Malformed _ -> "MALFORMED";
      case FeedFault.Unexpected _ -> "UNEXPECTED";
      case FeedFault.Missing _ -> "MISSING";
      case FeedFault.Repeated _ -> "REPEATED";
      case FeedFault.InvalidValue _ -> "INVALID_VALUE";
    };
  }

  /** Reports and records a refusal; the same again is only reported. */
  private void refuse(String from, byte[] bytes, List<Reason> all, int total) {
    isFine = false;
    String digest = bytes.length == 0 ? "" : sha256(bytes);
    List<Reason> reasons =
        all.stream()
            .limit(MAX_REASONS)
            .map(reason -> new Reason(reason.getCode(), shortened(reason.getDetail())))
            .toList();
    boolean isRepeated = Objects.equals(refusals.get(from), digest);
    if (!isRepeated) {
      Instant now = clock.instant();
      PublicationRefused refused =
          PublicationRefused.newBuilder()
              .setEventId(
                  EventIds.of("PublicationRefused", settings.publisher(), from, digest, now))
              .setSource(settings.publisher())
              .setFetchedFrom(from)
              .setFetchedAt(now)
              .setSha256(digest)
              .setReasons(reasons)
              .build();
      try (PublishedLog.Writer writer = log.write()) {
        log.read().forEach(this::known);
        writer.append(List.of(refused));
        known(refused);
      } catch (TrackFailed e) {
        failed(from, String.valueOf(e.getMessage()));
      }
    }
    listener.accept(
        new TrackEvent.Refused(
            from, reasons.stream().map(Reason::getDetail).toList(), total, !isRepeated));
  }

  private static String shortened(String text) {
    return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void failed(String from, String reason) {
    isFine = false;
    listener.accept(new TrackEvent.Failed(from, reason));
  }

  /** Ends {@link #run} after the current poll. */
  public void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    fetcher.close();
    log.close();
  }
}
