package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundSealed;
import org.iecpools.invitation.stream.RoundLog.Located;
import org.iecpools.invitation.web.Bundle.Published;
import org.iecpools.invitation.web.Bundle.PublishedCheckpoint;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Hash;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.MerkleProofs;
import org.iecpools.transparency.NoteSignature;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.TileLog;
import org.iecpools.transparency.TileReader;
import org.iecpools.transparency.TileSource;
import org.iecpools.transparency.TileUrl;
import org.iecpools.transparency.TransparencyFailed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the events of rounds in the transparency log of rounds, for bundles. One thread reads the
 * log, and requests wait for it for a short time, so a slow log delays nothing else. What it
 * answers is not trusted: each proof is verified before it is passed on.
 */
public final class PublishedRounds implements AutoCloseable {

  /** Longest time that a request waits. */
  static final Duration WAIT = Duration.ofSeconds(3);

  /** How long an answer is given again without asking the log. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private static final Duration FRESH_FAULT = Duration.ofSeconds(5);
  private static final Duration FILE_TIMEOUT = Duration.ofSeconds(5);
  private static final int WAITING = 16;
  private static final int REMEMBERED = 256;

  /** More events than rounds of many years have; the position of each is in memory. */
  private static final long MAX_ENTRIES = 1_000_000;

  /** How many sizes are tried for checkpoints that further witnesses have cosigned. */
  private static final int LATER = 8;

  private static final Logger LOG = LoggerFactory.getLogger(PublishedRounds.class);

  /** A position on {@code iec.rounds}. */
  private record Place(int partition, long offset) {}

  private record Remembered(Published answer, int events, long untilNanos) {}

  /** An event to find. */
  private record Wanted(Located at, byte[] entry) {}

  private final Optional<TileSource> source;
  private final ThreadPoolExecutor thread;
  private final Map<UUID, Future<Published>> running = new ConcurrentHashMap<>();
  private final Map<UUID, Remembered> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Remembered> eldest) {
          return size() > REMEMBERED;
        }
      };

  // ---- for the reading thread only

  private final Map<Place, Long> indexes = new HashMap<>();
  private Optional<Checkpoint> read = Optional.empty();

  /** Finds nothing without a log. */
  PublishedRounds(Optional<TileSource> source) {
    this.source = source;
    this.thread =
        new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> Thread.ofPlatform().name("published-rounds").daemon().unstarted(task));
  }

  /**
   * Reads a log over HTTP.
   *
   * @param log its address; empty if the installation has none
   */
  public static PublishedRounds at(Optional<URI> log) {
    return new PublishedRounds(
        log.map(
            address ->
                new TileUrl(
                    address,
                    HttpClient.newBuilder().connectTimeout(FILE_TIMEOUT).build(),
                    FILE_TIMEOUT)));
  }

  /**
   * Where the events of a round are in the log, or why that is not known. Never fails.
   *
   * @param entries the text of each event
   */
  Published of(UUID roundId, List<Located> events, List<Bundle.Entry> entries) {
    if (source.isEmpty()) {
      return Published.missing("this installation has no log of rounds");
    }
    Optional<Published> known = remembered(roundId, events.size());
    if (known.isPresent()) {
      return known.get();
    }
    List<Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      wanted.add(new Wanted(events.get(i), entries.get(i).entry().getBytes(UTF_8)));
    }
    try {
      return running
          .computeIfAbsent(roundId, _ -> thread.submit(() -> find(roundId, wanted)))
          .get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      return Published.missing("too many rounds are looked up in the log of rounds");
    } catch (TimeoutException _) {
      return Published.missing("the log of rounds does not answer in time");
    } catch (ExecutionException e) {
      LOG.warn("the log of rounds could not be read", e.getCause());
      return Published.missing("the log of rounds could not be read");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Published.missing("the service is stopping");
    }
  }

  private Optional<Published> remembered(UUID roundId, int events) {
    synchronized (remembered) {
      return Optional.ofNullable(remembered.get(roundId))
          .filter(it -> it.events() == events && it.untilNanos() - System.nanoTime() > 0)
          .map(Remembered::answer);
    }
  }

  private Published find(UUID roundId, List<Wanted> wanted) {
    try {
      Published found = answer(wanted);
      Duration fresh = found.missing() == null ? FRESH : FRESH_FAULT;
      synchronized (remembered) {
        remembered.put(
            roundId, new Remembered(found, wanted.size(), System.nanoTime() + fresh.toNanos()));
      }
      return found;
    } finally {
      running.remove(roundId);
    }
  }

  private Published answer(List<Wanted> wanted) {
    try {
      return find(source.orElseThrow(), wanted);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the log of rounds does not answer: {}", e.toString());
      return Published.missing("the log of rounds does not answer");
    } catch (Malformed | TransparencyFailed | IllegalArgumentException e) {
      // Another log may be at the address now.
      indexes.clear();
      read = Optional.empty();
      LOG.warn("the log of rounds does not fit: {}", e.toString());
      return Published.missing("the log of rounds does not prove the events");
    }
  }

  private Published find(TileSource log, List<Wanted> wanted) throws IOException {
    SignedNote latest = TileReader.checkpoint(log);
    readUpTo(log, Checkpoint.parse(latest.text()));
    List<Long> found = new ArrayList<>();
    for (Wanted event : wanted) {
      Long index = indexes.get(new Place(event.at().partition(), event.at().offset()));
      if (index == null) {
        return Published.missing("the log of rounds has not come to all events of the round yet");
      }
      found.add(index);
    }
    List<PublishedCheckpoint> checkpoints = new ArrayList<>();
    for (SignedNote note : checkpoints(log, latest, wanted, found)) {
      checkpoints.add(proved(log, note, wanted, found));
    }
    return new Published(found, checkpoints, null);
  }

  /** Continues to read the entries. They are hints only, and proved when they are used. */
  private void readUpTo(TileSource log, Checkpoint now) throws IOException {
    boolean isAnother =
        read.filter(it -> !it.origin().equals(now.origin()) || it.size() > now.size()).isPresent();
    if (isAnother) {
      indexes.clear();
      read = Optional.empty();
    }
    if (now.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "it has %,d entries; at most %,d are read".formatted(now.size(), MAX_ENTRIES));
    }
    TileReader reader = new TileReader(log, now);
    long index = read.map(Checkpoint::size).orElse(0L);
    while (index < now.size()) {
      for (byte[] entry : reader.unverifiedFrom(index)) {
        long here = index++;
        place(entry).ifPresent(place -> indexes.putIfAbsent(place, here));
      }
    }
    read = Optional.of(now);
  }

  private static Optional<Place> place(byte[] entry) {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(entry);
    } catch (JacksonException _) {
      return Optional.empty();
    }
    return json.path("partition").canConvertToInt() && json.path("offset").canConvertToLong()
        ? Optional.of(new Place(json.path("partition").asInt(), json.path("offset").asLong()))
        : Optional.empty();
  }

  /**
   * The checkpoints that show when the seal was cosigned, and then one or more that include all
   * events. The log keeps every checkpoint, so they are the same at each request.
   */
  private static List<SignedNote> checkpoints(
      TileSource log, SignedNote latest, List<Wanted> wanted, List<Long> indexes)
      throws IOException {
    Set<String> signers = new HashSet<>();
    List<SignedNote> all = new ArrayList<>();
    long end = Checkpoint.parse(latest.text()).size();
    Optional<Long> seal = firstOf(RoundSealed.class, wanted, indexes);
    Optional<Long> draw = firstOf(RoundRun.class, wanted, indexes);
    if (seal.isPresent() && draw.isPresent()) {
      all.addAll(kept(log, seal.get() + 1, draw.get(), signers));
    }
    signers.clear();
    long last = indexes.stream().mapToLong(Long::longValue).max().orElseThrow();
    List<SignedNote> whole = kept(log, last + 1, end, signers);
    all.addAll(whole.isEmpty() ? List.of(latest) : whole);
    return all;
  }

  private static Optional<Long> firstOf(Class<?> type, List<Wanted> wanted, List<Long> indexes) {
    for (int i = 0; i < wanted.size(); i++) {
      if (type.isInstance(wanted.get(i).at().event())) {
        return Optional.of(indexes.get(i));
      }
    }
    return Optional.empty();
  }

  /** The kept checkpoints of some sizes, without those that nobody else has signed. */
  private static List<SignedNote> kept(TileSource log, long from, long end, Set<String> signers)
      throws IOException {
    List<SignedNote> kept = new ArrayList<>();
    for (long size = from; size <= Math.min(end, from + LATER - 1); size++) {
      Optional<SignedNote> note = log.read(TileLog.kept(size)).map(SignedNote::parse);
      boolean isFurther = false;
      for (NoteSignature signature : note.map(SignedNote::signatures).orElse(List.of())) {
        isFurther |= signers.add(signature.keyName() + "+" + signature.keyId());
      }
      if (isFurther) {
        kept.add(note.orElseThrow());
      }
    }
    return kept;
  }

  private static PublishedCheckpoint proved(
      TileSource log, SignedNote note, List<Wanted> wanted, List<Long> indexes) {
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    TileReader tree = new TileReader(log, checkpoint);
    List<List<String>> paths = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      long index = indexes.get(i);
      if (index < checkpoint.size()) {
        List<Hash> path = tree.inclusionOf(index);
        Hash leaf = Hash.leaf(wanted.get(i).entry());
        if (!MerkleProofs.includes(index, leaf, checkpoint.size(), checkpoint.root(), path)) {
          throw new IllegalArgumentException(
              "entry %d is not the event that is on Kafka".formatted(index));
        }
        paths.add(path.stream().map(Hash::hex).toList());
      }
    }
    return new PublishedCheckpoint(new String(note.bytes(), UTF_8), paths);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
