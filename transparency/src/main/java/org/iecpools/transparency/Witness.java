package org.iecpools.transparency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Cosigns checkpoints of logs that continue what it has cosigned before, in the protocol
 * tlog-witness. Thread-safe.
 *
 * <p>The data directory has the key and one directory per log. A cosignature is returned only after
 * the checkpoint is on the disk.
 */
public final class Witness implements AutoCloseable {

  /** A clock may be set back by this much; then the last time is used again. */
  static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

  private static final String KEY = "key";

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;

  private final DirectoryLock lock;
  private final SigningKey key;
  private final InstantSource clock;
  private final Consumer<WitnessEvent> listener;
  private final Map<String, Cosigner> byOrigin = new LinkedHashMap<>();
  private final Map<String, Cosigner> byId = new LinkedHashMap<>();

  /** The time of the last cosignature of any log. Guarded by this object. */
  private Instant lastTime = Instant.EPOCH;

  private Witness(
      DirectoryLock lock, SigningKey key, InstantSource clock, Consumer<WitnessEvent> listener) {
    this.lock = lock;
    this.key = key;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Opens the state in a directory, which is created if it is missing.
   *
   * @param name the name of the key that is generated if there is none
   * @param logs whose checkpoints are cosigned
   * @param listener is called on the thread of the request
   * @throws TransparencyFailed if another process uses the directory, its state is damaged, or
   *     there is neither a key nor a name
   */
  public static Witness open(
      Path directory,
      Optional<String> name,
      List<WitnessedLog> logs,
      InstantSource clock,
      Consumer<WitnessEvent> listener)
      throws IOException {
    return open(directory, name, logs, clock, listener, DurableFiles.onlyForThisUser());
  }

  static Witness open(
      Path directory,
      Optional<String> name,
      List<WitnessedLog> logs,
      InstantSource clock,
      Consumer<WitnessEvent> listener,
      DurableFiles files)
      throws IOException {
    files.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.of(directory);
    try {
      Witness witness = new Witness(lock, key(directory, name), clock, listener);
      for (WitnessedLog log : logs) {
        witness.add(log, directory, files);
      }
      return witness;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Reads the key of a witness, or generates it.
   *
   * @param name of a generated key; an existing one must have this name
   */
  public static SigningKey key(Path directory, Optional<String> name) throws IOException {
    Path file = directory.resolve(KEY);
    if (!Files.exists(file)) {
      if (name.isEmpty()) {
        throw new TransparencyFailed(
            "there is no key in %s: state a name for a new one with --name".formatted(directory));
      }
      SigningKey.generate(name.get(), KeyType.COSIGNATURE_V1).write(file);
    }
    SigningKey key = SigningKey.read(file);
    if (key.verifier().type() != KeyType.COSIGNATURE_V1) {
      throw new TransparencyFailed(file + " is not the key of a witness");
    }
    if (name.isPresent() && !name.get().equals(key.verifier().name())) {
      throw new TransparencyFailed(
          "the witness in %s has the name %s. A key keeps its name"
              .formatted(directory, key.verifier().name()));
    }
    return key;
  }

  private void add(WitnessedLog log, Path directory, DurableFiles files) throws IOException {
    WitnessState state =
        new WitnessState(log, key.verifier(), directory.resolve("logs").resolve(log.id()), files);
    Cosigner cosigner = new Cosigner(log, state);
    if (byOrigin.putIfAbsent(log.origin(), cosigner) != null) {
      throw new TransparencyFailed("the log %s is listed twice".formatted(log.origin()));
    }
    byId.put(log.id(), cosigner);
    for (NoteSignature signature : cosigner.ownSignatures()) {
      Instant time = key.verifier().timeOf(signature);
      lastTime = time.isAfter(lastTime) ? time : lastTime;
    }
  }

  /** The key that verifies the cosignatures. */
  public NoteKey verifier() {
    return key.verifier();
  }

  public List<WitnessedLog> logs() {
    return byOrigin.values().stream().map(Cosigner::log).toList();
  }

  /** Answers a request {@code add-checkpoint}. Does not throw for any body. */
  WitnessAnswer addCheckpoint(byte[] body) {
    AddCheckpointRequest request;
    Checkpoint checkpoint;
    try {
      request = AddCheckpointRequest.parse(body);
      checkpoint = Checkpoint.parse(request.note().text());
    } catch (Malformed e) {
      return refuse("", BAD_REQUEST, e.getMessage());
    }
    Cosigner cosigner = byOrigin.get(checkpoint.origin());
    if (cosigner == null) {
      return refuse("", NOT_FOUND, "this witness does not know the log");
    }
    return cosigner.add(request, checkpoint);
  }

  /** The checkpoint of a log that was cosigned last, for monitors. */
  WitnessAnswer checkpoint(String logId) {
    Cosigner cosigner = byId.get(logId);
    Optional<SignedNote> cosigned =
        cosigner == null ? Optional.empty() : cosigner.cosignedForMonitors();
    return cosigned
        .map(note -> WitnessAnswer.text(OK, note.toString()))
        .orElseGet(
            () -> WitnessAnswer.text(NOT_FOUND, "this witness has not cosigned such a log\n"));
  }

  private WitnessAnswer refuse(String origin, int status, String reason) {
    listener.accept(new WitnessEvent.Refused(origin, status, reason));
    return WitnessAnswer.text(status, reason + "\n");
  }

  /**
   * The time of the next cosignature, not before that of the last one.
   *
   * @return empty if the clock is too far behind
   */
  private synchronized Optional<Instant> nextTime() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (now.isBefore(lastTime.minus(CLOCK_TOLERANCE)) || now.getEpochSecond() <= 0) {
      return Optional.empty();
    }
    lastTime = now.isAfter(lastTime) ? now : lastTime;
    return Optional.of(lastTime);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** Judges the checkpoints of one log, one after the other. */
  private final class Cosigner {
    private final WitnessedLog log;
    private final WitnessState state;
    private final ReentrantLock turn = new ReentrantLock();

    /** Empty if nothing was cosigned. */
    private volatile Optional<SignedNote> cosigned;

    /** Whether a write has failed, so that the disk may have a later state than memory. */
    private boolean isUncertain;

    Cosigner(WitnessedLog log, WitnessState state) throws IOException {
      this.log = log;
      this.state = state;
      this.cosigned = state.read();
    }

    WitnessedLog log() {
      return log;
    }

    Optional<SignedNote> cosignedForMonitors() {
      return cosigned;
    }

    List<NoteSignature> ownSignatures() {
      return cosigned.map(note -> note.signaturesOf(key.verifier())).orElse(List.of());
    }

    WitnessAnswer add(AddCheckpointRequest request, Checkpoint checkpoint) {
      List<NoteSignature> signatures = new ArrayList<>();
      for (NoteKey trusted : log.keys()) {
        switch (request.note().status(trusted)) {
          // One is enough, and a client may repeat it.
          case VALID -> signatures.add(request.note().signaturesOf(trusted).getFirst());
          case INVALID -> {
            return refuse(log.origin(), FORBIDDEN, "a signature of the log is invalid");
          }
          case ABSENT -> {}
        }
      }
      if (signatures.isEmpty()) {
        return refuse(log.origin(), FORBIDDEN, "no key of the log has signed the checkpoint");
      }
      SignedNote note = new SignedNote(request.note().text(), signatures);
      turn.lock();
      try {
        reload();
        return judge(request, checkpoint, note);
      } catch (IOException | TransparencyFailed e) {
        return refuse(log.origin(), FAILED, "the state could not be read or written");
      } finally {
        turn.unlock();
      }
    }

    private void reload() throws IOException {
      if (isUncertain) {
        cosigned = state.read();
        isUncertain = false;
      }
    }

    private WitnessAnswer judge(AddCheckpointRequest request, Checkpoint next, SignedNote note)
        throws IOException {
      Checkpoint last =
          cosigned
              .map(known -> Checkpoint.parse(known.text()))
              .orElse(Checkpoint.of(log.origin(), 0, Hash.EMPTY_TREE));
      // Whatever the client knows: both trees are signed, so this is the fault of the log.
      boolean isSplit = next.size() == last.size() && !next.root().equals(last.root());
      if (isSplit && cosigned.isPresent()) {
        keepEvidence(cosigned.get(), note, next.size());
      }
      if (request.oldSize() > next.size()) {
        return refuse(log.origin(), BAD_REQUEST, "the old size is greater than the new one");
      }
      if (request.oldSize() != last.size()) {
        listener.accept(
            new WitnessEvent.Refused(
                log.origin(),
                CONFLICT,
                "the old size is %d, and the last one cosigned is %d"
                    .formatted(request.oldSize(), last.size())));
        return WitnessAnswer.conflict(last.size());
      }
      if (isSplit) {
        return refuse(
            log.origin(),
            UNPROCESSABLE,
            next.size() == 0
                ? "the root of an empty log is not that of the empty tree"
                : "the log has signed another root of size %d before".formatted(next.size()));
      }
      if (!MerkleProofs.areConsistent(
          last.size(), last.root(), next.size(), next.root(), request.proof())) {
        return refuse(
            log.origin(),
            UNPROCESSABLE,
            "the consistency proof from size %d to %d is invalid"
                .formatted(last.size(), next.size()));
      }
      return cosign(note, next);
    }

    private WitnessAnswer cosign(SignedNote note, Checkpoint checkpoint) throws IOException {
      Optional<Instant> time = nextTime();
      if (time.isEmpty()) {
        return refuse(
            log.origin(), UNAVAILABLE, "the clock of this witness is behind its last cosignature");
      }
      NoteSignature cosignature = key.cosign(note.text(), time.get());
      SignedNote next = note.with(List.of(cosignature));
      isUncertain = true;
      state.write(next);
      cosigned = Optional.of(next);
      isUncertain = false;
      listener.accept(new WitnessEvent.Cosigned(checkpoint, time.get()));
      return WitnessAnswer.text(OK, cosignature.line());
    }

    private void keepEvidence(SignedNote known, SignedNote other, long size) throws IOException {
      state
          .keepEvidence(known, other, clock.instant())
          .ifPresent(file -> listener.accept(new WitnessEvent.SplitView(log.origin(), size, file)));
    }
  }
}
