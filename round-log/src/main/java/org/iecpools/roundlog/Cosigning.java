package org.iecpools.roundlog;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.WitnessClient;
import org.iecpools.transparency.WitnessClient.Target;
import org.iecpools.transparency.WitnessReport;

/**
 * Asks each witness to cosign the last checkpoint, on a thread of its own, so that a slow or
 * missing one delays neither the log nor the other witnesses.
 */
final class Cosigning implements AutoCloseable {

  /** Connection and answers of one submission. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** How long after a failure a witness is asked again. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** How a witness stands, for the health of the log. */
  record Standing(String witness, long cosignedSize, Optional<String> fault) {}

  private final RoundLog log;
  private final Consumer<RoundLogEvent> listener;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final WitnessClient client;
  private final List<Submitter> submitters = new ArrayList<>();

  private Cosigning(RoundLog log, InstantSource clock, Consumer<RoundLogEvent> listener) {
    this.log = log;
    this.listener = listener;
    this.client = new WitnessClient(http, TIMEOUT, clock);
  }

  /**
   * Begins to submit checkpoints.
   *
   * @param listener is called on the threads of the witnesses
   */
  static Cosigning start(
      RoundLog log, List<Target> witnesses, InstantSource clock, Consumer<RoundLogEvent> listener) {
    Cosigning cosigning = new Cosigning(log, clock, listener);
    for (Target witness : witnesses) {
      Submitter submitter = cosigning.new Submitter(witness);
      cosigning.submitters.add(submitter);
      submitter.thread.start();
    }
    return cosigning;
  }

  /** There is a new checkpoint. */
  void submit() {
    submitters.forEach(submitter -> submitter.news.release());
  }

  /** How each witness stands, in the order of the start. */
  List<Standing> standings() {
    return submitters.stream().map(submitter -> submitter.standing).toList();
  }

  @Override
  public void close() {
    submitters.forEach(submitter -> submitter.thread.interrupt());
    http.shutdownNow();
  }

  /** Submits checkpoints to one witness. */
  private final class Submitter implements Runnable {
    private final Target witness;
    private final String name;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().unstarted(this);
    private volatile Standing standing;

    Submitter(Target witness) {
      this.witness = witness;
      this.name = witness.key().name();
      this.standing = new Standing(name, 0, Optional.empty());
    }

    @Override
    public void run() {
      try {
        while (true) {
          if (isCosigned()) {
            news.acquire();
          } else {
            boolean _ = news.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS);
          }
          news.drainPermits();
        }
      } catch (InterruptedException _) {
        // The log stops.
      }
    }

    /** Whether the witness has cosigned the last checkpoint; it is asked if it has not. */
    private boolean isCosigned() throws InterruptedException {
      SignedNote note = log.published();
      long size = Checkpoint.parse(note.text()).size();
      if (size == 0 || note.status(witness.key()) == SignedNote.Status.VALID) {
        standing = new Standing(name, size, Optional.empty());
        return true;
      }
      try {
        WitnessClient.Submission submission =
            client.submit(note, List.of(witness), oldSize -> log.proof(note, oldSize));
        return take(submission, size);
      } catch (IOException | RuntimeException e) {
        missing(size, "the cosignature cannot be requested or kept: " + e.getMessage());
        return false;
      }
    }

    private boolean take(WitnessClient.Submission submission, long size) throws IOException {
      return switch (submission.reports().get(witness)) {
        case WitnessReport.Cosigned cosigned -> {
          log.addCosignatures(submission.note());
          cosigned(size, cosigned.time());
          // The log may have grown in the meantime.
          yield log.size() == size;
        }
        case WitnessReport.Ahead ahead -> {
          String fault = "it has cosigned size %d already".formatted(ahead.size());
          if (isNew(fault)) {
            listener.accept(new RoundLogEvent.RolledBack(name, ahead.size(), size));
          }
          yield false;
        }
        case WitnessReport.Refused refused -> {
          missing(size, "it refuses with %d: %s".formatted(refused.status(), refused.reason()));
          yield false;
        }
        case WitnessReport.Faulty faulty -> {
          missing(size, "it breaks the protocol: " + faulty.reason());
          yield false;
        }
        case WitnessReport.Unreachable unreachable -> {
          missing(size, "it does not answer: " + unreachable.reason());
          yield false;
        }
        case null -> throw new IllegalStateException("there is no report of " + name);
      };
    }

    private void cosigned(long size, Instant time) {
      standing = new Standing(name, size, Optional.empty());
      listener.accept(new RoundLogEvent.Cosigned(name, size, time));
    }

    private void missing(long size, String reason) {
      if (isNew(reason)) {
        listener.accept(new RoundLogEvent.NotCosigned(name, size, reason));
      }
    }

    /** Keeps a fault, and returns whether it is another one than before. */
    private boolean isNew(String fault) {
      Optional<String> before = standing.fault();
      standing = new Standing(name, standing.cosignedSize(), Optional.of(fault));
      return !before.equals(Optional.of(fault));
    }
  }
}
