package org.iecpools.auditor.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;
import org.iecpools.auditor.draw.DrawLog;
import org.iecpools.auditor.draw.SealedList;
import org.iecpools.auditor.published.BundledLog;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.events.Event;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.kafka.Topics;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Hash;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.SignedNote;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads bundles of the only format that there is. */
final class BundleReader {

  static final String FORMAT = "iec-pools/bundle/1";

  /** Two readers must not see different values in the same bytes. */
  static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> REQUIRED =
      Set.of("format", "roundId", "pool", "events", "log", "list");

  private BundleReader() {}

  /**
   * Reads a bundle.
   *
   * @throws AuditFailed with a sentence if it is not one, or contradicts itself
   */
  static Bundle read(byte[] file) {
    JsonNode json;
    try {
      json = STRICT.readTree(file);
    } catch (JacksonException e) {
      throw new AuditFailed("the bundle is not JSON: " + e.getOriginalMessage(), e);
    }
    if (json.path("errors").isArray()) {
      throw new AuditFailed("there is no bundle: " + json.path("detail").asString(""));
    }
    if (!json.path("format").asString("").equals(FORMAT)) {
      throw new AuditFailed(
          "the bundle does not have the format %s, the only one known".formatted(FORMAT));
    }
    Set<String> fields = new HashSet<>(json.propertyNames());
    if (!fields.containsAll(REQUIRED)) {
      throw new AuditFailed("the bundle does not have all fields: " + REQUIRED);
    }
    fields.removeAll(REQUIRED);
    fields.remove("chain");
    if (!fields.isEmpty()) {
      throw new AuditFailed("the format has no field " + fields);
    }
    try {
      return bundle(json);
    } catch (Malformed | IllegalArgumentException e) {
      throw new AuditFailed("the bundle is invalid: " + e.getMessage(), e);
    }
  }

  private static Bundle bundle(JsonNode json) {
    List<byte[]> entries = new ArrayList<>();
    List<LoggedEvent> events = new ArrayList<>();
    Set<String> clusters = new HashSet<>();
    for (JsonNode event : array(json.path("events"))) {
      String entry = text(event.path("entry"));
      EntryReader.Entry read = EntryReader.read(entry, texts(event.path("replaced")));
      if (event.size() > (event.has("replaced") ? 2 : 1)) {
        throw new AuditFailed("an event of the bundle has further fields");
      }
      entries.add(entry.getBytes(UTF_8));
      events.add(read.at());
      clusters.add(read.cluster());
    }
    RoundRun run = checked(json, events);
    if (clusters.size() != 1) {
      throw new AuditFailed("the events of the bundle are of several Kafka clusters");
    }
    checkChain(json, run);
    Position last = events.getLast().position();
    return new Bundle(
        run.getRoundId(),
        new DrawLog(clusters.iterator().next(), List.of(last), events, List.of()),
        new SealedList(hex(json.path("list"))),
        log(json.path("log"), entries));
  }

  /** The last revision of the round, if all events are of one round and in their order. */
  private static RoundRun checked(JsonNode json, List<LoggedEvent> events) {
    RoundRun run =
        events.stream()
            .map(LoggedEvent::event)
            .filter(RoundRun.class::isInstance)
            .map(RoundRun.class::cast)
            .reduce((_, next) -> next)
            .orElseThrow(() -> new AuditFailed("the bundle has no draw"));
    if (!run.getRoundId().toString().equals(json.path("roundId").asString(""))
        || !PoolIds.text(run.getPool()).equals(json.path("pool").asString(""))) {
      throw new AuditFailed("the bundle names another round or pool than its draw");
    }
    Position before = null;
    for (LoggedEvent at : events) {
      Position position = at.position();
      if (!roundOf(at.event()).equals(run.getRoundId())) {
        throw new AuditFailed("the event at %s is of another round".formatted(position));
      }
      if (!PoolIds.country(poolOf(at.event())).equals(PoolIds.country(run.getPool()))) {
        throw new AuditFailed("the event at %s is of another country".formatted(position));
      }
      if (!position.topic().equals(Topics.ROUNDS.name())
          || before != null
              && (before.partition() != position.partition()
                  || before.offset() >= position.offset())) {
        throw new AuditFailed(
            "the event at %s is not in the order of one partition of %s"
                .formatted(position, Topics.ROUNDS.name()));
      }
      before = position;
    }
    return run;
  }

  private static UUID roundOf(Event event) {
    return switch (event) {
      case RoundScheduled e -> e.getRoundId();
      case RoundSealed e -> e.getRoundId();
      case RoundCancelled e -> e.getRoundId();
      case RoundRun e -> e.getRoundId();
      default -> throw new IllegalStateException("no entry is read as a " + event.getClass());
    };
  }

  private static PoolId poolOf(Event event) {
    return switch (event) {
      case RoundScheduled e -> e.getPool();
      case RoundSealed e -> e.getPool();
      case RoundCancelled e -> e.getPool();
      case RoundRun e -> e.getPool();
      default -> throw new IllegalStateException("no entry is read as a " + event.getClass());
    };
  }

  /** The parameters are for convenience: which chain is trusted is not for a bundle to state. */
  private static void checkChain(JsonNode json, RoundRun run) {
    JsonNode chain = json.path("chain");
    if (!chain.isMissingNode()
        && run.getBeacon() != null
        && !ChainInfo.read(chain.toString().getBytes(UTF_8))
            .hash()
            .equals(HexFormat.of().formatHex(run.getBeacon().getChain().array()))) {
      throw new AuditFailed("the bundle has the parameters of another chain");
    }
  }

  private static BundledLog log(JsonNode log, List<byte[]> entries) {
    Set<String> fields = Set.copyOf(log.propertyNames());
    if (fields.equals(Set.of("missing"))) {
      return new BundledLog(entries, List.of(), List.of(), text(log.path("missing")));
    }
    if (!fields.equals(Set.of("indexes", "checkpoints"))) {
      throw new AuditFailed("the bundle has neither proofs of the log nor a reason for that");
    }
    List<Long> indexes = new ArrayList<>();
    for (JsonNode index : array(log.path("indexes"))) {
      if (!index.isIntegralNumber() || !index.canConvertToLong() || index.asLong() < 0) {
        throw new AuditFailed("an index of the log is not a number from 0");
      }
      indexes.add(index.asLong());
    }
    if (indexes.size() != entries.size()) {
      throw new AuditFailed(
          "the bundle has %d events and %d indexes".formatted(entries.size(), indexes.size()));
    }
    List<BundledLog.Proved> checkpoints = new ArrayList<>();
    for (JsonNode checkpoint : array(log.path("checkpoints"))) {
      if (!Set.copyOf(checkpoint.propertyNames()).equals(Set.of("note", "paths"))) {
        throw new AuditFailed("a checkpoint of the bundle does not have the fields of one");
      }
      SignedNote note = SignedNote.parse(text(checkpoint.path("note")).getBytes(UTF_8));
      Checkpoint _ = Checkpoint.parse(note.text());
      List<List<Hash>> paths = new ArrayList<>();
      for (JsonNode path : array(checkpoint.path("paths"))) {
        paths.add(array(path).stream().map(hash -> Hash.of(hex(hash))).toList());
      }
      checkpoints.add(new BundledLog.Proved(note, paths));
    }
    return new BundledLog(entries, indexes, checkpoints, "");
  }

  private static List<JsonNode> array(JsonNode node) {
    if (!node.isArray()) {
      throw new AuditFailed("the bundle lacks a list");
    }
    return node.valueStream().toList();
  }

  private static String text(JsonNode node) {
    if (!node.isString()) {
      throw new AuditFailed("the bundle lacks a string");
    }
    return node.asString();
  }

  private static List<String> texts(JsonNode node) {
    return node.isMissingNode() ? List.of() : array(node).stream().map(BundleReader::text).toList();
  }

  private static byte[] hex(JsonNode node) {
    String text = text(node);
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
      throw new AuditFailed("a value of the bundle is not hexadecimal in lower case");
    }
    return HexFormat.of().parseHex(text);
  }
}
