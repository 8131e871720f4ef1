package org.iecpools.transparency;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

/**
 * Asks witnesses to cosign checkpoints of one log, in the protocol tlog-witness. Thread-safe.
 * Remembers what each witness cosigned last, so that the first request is usually right.
 */
public final class WitnessClient {

  /** Another client may submit a checkpoint between a conflict and the next attempt. */
  private static final int MAX_ATTEMPTS = 3;

  private static final int MAX_ANSWER_BYTES = 64 << 10;
  private static final int MAX_REASON_CHARACTERS = 200;

  /** How far the clock of a witness may be ahead of this one. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private static final int OK = 200;
  private static final int CONFLICT = 409;

  /**
   * A witness to ask.
   *
   * @param prefix the address of its {@code add-checkpoint}, without this name
   */
  public record Target(NoteKey key, URI prefix) {}

  /**
   * The result of one submission.
   *
   * @param note the checkpoint with the valid cosignatures
   * @param reports of each witness, in the order of the request
   */
  public record Submission(SignedNote note, Map<Target, WitnessReport> reports) {
    public Submission {
      reports = Collections.unmodifiableMap(new LinkedHashMap<>(reports));
    }
  }

  private final HttpClient client;
  private final Duration timeout;
  private final InstantSource clock;
  private final Map<NoteKey, Long> sizes = new ConcurrentHashMap<>();

  /**
   * @param timeout for all attempts at one witness
   */
  public WitnessClient(HttpClient client, Duration timeout, InstantSource clock) {
    this.client = client;
    this.timeout = timeout;
    this.clock = clock;
  }

  /**
   * Submits a checkpoint to all witnesses at the same time.
   *
   * @param proofs the proof from an earlier size, such as {@link TileReader#consistencyWith}; it is
   *     not called by two threads at the same time
   */
  public Submission submit(SignedNote note, List<Target> targets, LongFunction<List<Hash>> proofs)
      throws InterruptedException {
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    LongFunction<List<Hash>> oneAtATime =
        size -> {
          synchronized (proofs) {
            return proofs.apply(size);
          }
        };
    Map<Target, WitnessReport> reports = new LinkedHashMap<>();
    // Not closed with try: that would wait for a witness that does not answer.
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      Map<Target, Future<WitnessReport>> running = new LinkedHashMap<>();
      long end = System.nanoTime() + timeout.toNanos();
      for (Target target : targets) {
        Callable<WitnessReport> task = () -> submit(note, checkpoint, target, oneAtATime);
        running.put(target, executor.submit(task));
      }
      for (Map.Entry<Target, Future<WitnessReport>> each : running.entrySet()) {
        reports.put(each.getKey(), result(each.getValue(), end));
      }
    } finally {
      executor.shutdownNow();
    }
    List<NoteSignature> cosignatures = new ArrayList<>();
    for (WitnessReport report : reports.values()) {
      if (report instanceof WitnessReport.Cosigned cosigned) {
        cosignatures.add(cosigned.cosignature());
      }
    }
    return new Submission(note.with(cosignatures), reports);
  }

  private static WitnessReport result(Future<WitnessReport> future, long end)
      throws InterruptedException {
    try {
      return future.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return new WitnessReport.Unreachable("no answer in time");
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case IOException io -> new WitnessReport.Unreachable(cut(String.valueOf(io.getMessage())));
        case Malformed malformed -> new WitnessReport.Faulty(malformed.getMessage());
        case RuntimeException unexpected -> throw unexpected;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      };
    }
  }

  private WitnessReport submit(
      SignedNote note, Checkpoint checkpoint, Target target, LongFunction<List<Hash>> proofs)
      throws IOException, InterruptedException {
    long oldSize = Math.min(sizes.getOrDefault(target.key(), 0L), checkpoint.size());
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      AddCheckpointRequest request = new AddCheckpointRequest(oldSize, proofs.apply(oldSize), note);
      Answer answer = post(target.prefix(), request);
      if (answer.status() == OK) {
        return cosigned(note, checkpoint, target, answer.body());
      }
      if (answer.status() != CONFLICT || !answer.type().startsWith(WitnessAnswer.SIZE_TYPE)) {
        return new WitnessReport.Refused(answer.status(), cut(answer.text()));
      }
      long size = size(answer.body());
      if (size > checkpoint.size()) {
        return new WitnessReport.Ahead(size);
      }
      sizes.put(target.key(), size);
      if (size == oldSize) {
        return new WitnessReport.Faulty("it refuses the old size that it states itself");
      }
      oldSize = size;
    }
    return new WitnessReport.Faulty("it states another size each time");
  }

  private static long size(byte[] body) {
    String text = Canonical.utf8(body, "the size in the answer");
    if (!text.endsWith("\n")) {
      throw new Malformed("the size in the answer does not end with a line break");
    }
    return Canonical.number(text.substring(0, text.length() - 1), "the size in the answer");
  }

  private WitnessReport cosigned(
      SignedNote note, Checkpoint checkpoint, Target target, byte[] body) {
    NoteKey key = target.key();
    List<NoteSignature> own =
        SignedNote.signatures(Canonical.utf8(body, "the answer")).stream()
            .filter(key::isOf)
            .toList();
    if (own.isEmpty()) {
      return new WitnessReport.Faulty("the answer has no cosignature of this witness");
    }
    NoteSignature cosignature = own.getFirst();
    if (!key.verifies(note.text(), cosignature)) {
      return new WitnessReport.Faulty("the cosignature is invalid");
    }
    Instant time = key.timeOf(cosignature);
    if (time.isAfter(clock.instant().plus(CLOCK_TOLERANCE))) {
      return new WitnessReport.Faulty("the time of the cosignature is in the future");
    }
    sizes.put(key, checkpoint.size());
    return new WitnessReport.Cosigned(cosignature, time);
  }

  private record Answer(int status, String type, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private Answer post(URI prefix, AddCheckpointRequest request)
      throws IOException, InterruptedException {
    String base = prefix.toString();
    URI uri = URI.create((base.endsWith("/") ? base : base + "/") + "add-checkpoint");
    HttpRequest post =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.bytes()))
            .build();
    HttpResponse<InputStream> response =
        client.send(post, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] content = body.readNBytes(MAX_ANSWER_BYTES + 1);
      if (content.length > MAX_ANSWER_BYTES) {
        throw new Malformed("the answer is too large");
      }
      return new Answer(
          response.statusCode(), response.headers().firstValue("Content-Type").orElse(""), content);
    }
  }

  /** What others wrote, without control characters and not longer than a line. */
  private static String cut(String text) {
    String line = text.strip().replaceAll("\\p{C}", " ");
    return line.length() <= MAX_REASON_CHARACTERS
        ? line
        : line.substring(0, MAX_REASON_CHARACTERS) + "...";
  }
}
