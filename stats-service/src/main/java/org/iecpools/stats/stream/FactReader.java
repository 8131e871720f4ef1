package org.iecpools.stats.stream;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.function.ToIntFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Releases;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topic;
import org.iecpools.stats.domain.Count;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Tally;
import org.jspecify.annotations.Nullable;

/**
 * Reads the counted fields of a candidate's record and skips the rest: an Avro projection that
 * creates no objects. It follows the writer's schema field by field, and only if this release or an
 * earlier one of this system has that schema. Any other schema may lack fields or have other types;
 * the codec resolves those.
 *
 * <p>The result equals {@link Fact#of} on the decoded record. Anything out of the ordinary is
 * reported as {@link Result#UNUSUAL}; the caller then decodes and validates the whole record. Not
 * thread-safe.
 */
final class FactReader {

  /** The result of reading a record. */
  enum Result {
    /** The record was counted, or no number depends on it. */
    DONE,
    /** The record must be decoded and validated as a whole. */
    UNUSUAL
  }

  /** Length in bytes of the magic byte and the schema id. */
  private static final int HEADER = 5;

  /** Instead of the ordinal of a count: no number depends on the rejection. */
  private static final int NO_COUNT = -1;

  /**
   * In bytes: ten times the length of any record that is counted, and below the limit for records.
   */
  private static final int USUAL_LENGTH = 4_096;

  private static final Count[] COUNTS = Count.values();

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Counts a record of one type. */
  @FunctionalInterface
  private interface Counting {
    void into(Tally tally);
  }

  /** Reads or skips one field. */
  @FunctionalInterface
  private interface Step {
    void read(BinaryDecoder in) throws IOException;
  }

  /**
   * @param steps reads the fields in the writer's order
   * @param counting counts the record after its fields have been read
   * @param done counts the records that were read by this plan
   */
  private record Plan(Step[] steps, Counting counting, RecordCount done) {
    /** The record is always unusual; neither steps nor counting are used. */
    static final Plan UNUSUAL = new Plan(new Step[0], _ -> {}, new RecordCount(""));
  }

  /** Number of records of a type since it was last taken. */
  private static final class RecordCount {
    private final String type;
    private long records;

    RecordCount(String type) {
      this.type = type;
    }
  }

  /**
   * Schemas cached per topic: more than exist, unless a client floods the topic with schema ids.
   */
  private static final int MAX_PLANS = 2_000;

  private final EventCodec codec;
  private final PoolIndex pools;
  private final int partitions;
  private final Map<String, Counting> countings =
      Map.of(
          PoolEntered.class.getName(), tally -> stay(tally, Count.ENTERED),
          PoolLeft.class.getName(), tally -> stay(tally, Count.LEFT),
          PoolLeaveVoided.class.getName(), tally -> stay(tally, Count.LEAVES_VOIDED),
          InvitationDeclined.class.getName(), tally -> once(tally, Count.DECLINED, 1),
          InvitationClosed.class.getName(),
              tally -> once(tally, Count.CLOSED_UNUSED, this.closedUnused),
          AnswerRejected.class.getName(), this::rejected,
          LoiIssued.class.getName(), tally -> once(tally, Count.LOIS, 1),
          LoiCancelled.class.getName(), tally -> once(tally, Count.LOIS_CANCELLED, 1));
  private final Map<String, Map<Integer, Plan>> plans = new HashMap<>();

  /** By topic and type. */
  private final Map<String, Map<String, RecordCount>> done = new HashMap<>();

  private final Map<Long, Integer> generalPools = new HashMap<>();
  private @Nullable BinaryDecoder decoder;

  // Fields of the current record.
  private final byte[] uuid = new byte[16];
  private final Utf8 text = new Utf8();
  private long occurredAt;
  private int season;
  private int country;
  private int category;
  private @Nullable String stream;
  private int pool;
  private long profileHi;
  private long profileLo;
  private long invitationHi;
  private long invitationLo;
  private long candidateHi;
  private long candidateLo;
  private int stay;

  /** What an InvitationClosed adds, by its cause. */
  private int closedUnused;

  /** Ordinal of the count to which an AnswerRejected adds, by its answer; or {@link #NO_COUNT}. */
  private int rejectedCount;

  private long seq;
  private boolean unusualText;

  // The last pool requested: the next record is usually of the same pool.
  private long lastPool = -1;
  private int lastPoolsIndex;

  /**
   * @param pools the index of pools that the tallies use
   * @param partitions number of partitions of every event topic
   */
  FactReader(EventCodec codec, PoolIndex pools, int partitions) {
    this.codec = codec;
    this.pools = pools;
    this.partitions = partitions;
  }

  /**
   * Counts a record.
   *
   * @param latest the latest time that can be counted, milliseconds UTC
   */
  Result read(Topic<?> topic, ConsumerRecord<byte[], byte[]> record, long latest, Tally tally) {
    byte[] bytes = record.value();
    if (bytes == null
        || bytes.length < HEADER
        || bytes.length > USUAL_LENGTH
        || bytes[0] != 0
        || record.timestamp() <= 0) {
      return Result.UNUSUAL;
    }
    Plan plan = plan(topic, (int) INT.get(bytes, 1));
    if (plan == Plan.UNUSUAL) {
      return Result.UNUSUAL;
    }
    if (plan.steps().length == 0) {
      // No number depends on the record, so it need not be read.
      plan.done().records++;
      return Result.DONE;
    }
    stay = 1;
    stream = null;
    seq = 0;
    unusualText = false;
    decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, decoder);
    try {
      for (Step step : plan.steps()) {
        step.read(decoder);
      }
      if (pool < 0
          || stay < 1
          || unusualText
          || occurredAt > latest
          || !SeasonWindow.contains(season, occurredAt)
          || !isCandidate(record.key())
          || partition(record.key()) != record.partition()
          || !decoder.isEnd()) {
        return Result.UNUSUAL;
      }
    } catch (IOException | RuntimeException e) {
      // The validator finds and reports the fault when it decodes the whole record.
      decoder = null;
      return Result.UNUSUAL;
    }
    plan.counting().into(tally);
    plan.done().records++;
    return Result.DONE;
  }

  /** Simple name of the type of a record, by its schema; empty if the schema is not known. */
  Optional<String> typeOf(byte[] value) {
    return codec.typeOf(value);
  }

  /**
   * Passes on how many records of each type of a topic were {@linkplain Result#DONE done} since the
   * last call.
   */
  void takeDone(Topic<?> topic, ObjLongConsumer<String> to) {
    for (RecordCount count : done.getOrDefault(topic.name(), Map.of()).values()) {
      if (count.records > 0) {
        to.accept(count.type, count.records);
        count.records = 0;
      }
    }
  }

  // ---- counting

  private void stay(Tally tally, Count count) {
    tally.countStay(count, profileHi, profileLo, pool, stay, occurredAt);
  }

  private void once(Tally tally, Count count, int amount) {
    tally.countOnce(count, invitationHi, invitationLo, pool, occurredAt, amount);
  }

  private void rejected(Tally tally) {
    tally.at(seq);
    if (rejectedCount != NO_COUNT) {
      once(tally, COUNTS[rejectedCount], 1);
    }
  }

  /**
   * The place of a rejection: the number of the last decision before it. 0 if the writer did not
   * state one, so that every draw includes it.
   */
  static long place(AnswerRejected rejected) {
    return rejected.getSeq() == null ? 0 : Math.max(0, rejected.getSeq());
  }

  // ---- plans

  private Plan plan(Topic<?> topic, int schemaId) {
    Map<Integer, Plan> known = plans.computeIfAbsent(topic.name(), _ -> new HashMap<>());
    Plan plan = known.get(schemaId);
    if (plan == null) {
      Optional<Schema> writer;
      try {
        writer = codec.writerOf(schemaId);
      } catch (SchemaRegistry.Unavailable _) {
        // The caller decodes the record through the codec, which waits for the registry.
        return Plan.UNUSUAL;
      }
      plan = writer.filter(Releases::contains).map(w -> planFor(topic, w)).orElse(Plan.UNUSUAL);
      if (known.size() >= MAX_PLANS) {
        known.clear();
      }
      known.put(schemaId, plan);
    }
    return plan;
  }

  private Plan planFor(Topic<?> topic, Schema writer) {
    if (topic.types().stream().noneMatch(type -> type.getName().equals(writer.getFullName()))) {
      return Plan.UNUSUAL;
    }
    RecordCount counted =
        done.computeIfAbsent(topic.name(), _ -> new HashMap<>())
            .computeIfAbsent(writer.getName(), RecordCount::new);
    Counting counting = countings.get(writer.getFullName());
    if (counting == null) {
      return new Plan(new Step[0], _ -> {}, counted);
    }
    List<Step> steps = new ArrayList<>();
    for (Schema.Field field : writer.getFields()) {
      steps.addAll(steps(field));
    }
    return new Plan(steps.toArray(Step[]::new), counting, counted);
  }

  private List<Step> steps(Schema.Field field) {
    return switch (field.name()) {
      case "occurredAt" -> List.of(in -> occurredAt = in.readLong());
      case "pool" -> poolSteps(field.schema());
      case "profileId" ->
          List.of(
              in -> {
                in.readFixed(uuid);
                profileHi = (long) LONG.get(uuid, 0);
                profileLo = (long) LONG.get(uuid, 8);
              });
      case "invitationId" ->
          List.of(
              in -> {
                in.readFixed(uuid);
                invitationHi = (long) LONG.get(uuid, 0);
                invitationLo = (long) LONG.get(uuid, 8);
              });
      case "candidateId" ->
          List.of(
              in -> {
                in.readFixed(uuid);
                candidateHi = (long) LONG.get(uuid, 0);
                candidateLo = (long) LONG.get(uuid, 8);
              });
      case "stay" -> List.of(in -> stay = in.readInt());
      case "cause" -> List.of(cause(field.schema()));
      case "answer" -> List.of(answer(field.schema()));
      case "seq" -> List.of(seq(field.schema()));
      default -> List.of(passText(field.schema()));
    };
  }

  /**
   * Skips a value, but checks strings: one that is not plain ASCII may contain control characters,
   * which invalidate the whole record.
   */
  private Step passText(Schema writer) {
    return switch (writer.getType()) {
      case STRING -> in -> unusualText |= !isPlain(in.readString(text));
      case UNION -> {
        List<Step> branches = writer.getTypes().stream().map(this::passText).toList();
        yield in -> branches.get(in.readIndex()).read(in);
      }
      case RECORD, ENUM, ARRAY, MAP, FIXED, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL ->
          skip(writer);
    };
  }

  private static boolean isPlain(Utf8 text) {
    byte[] bytes = text.getBytes();
    for (int i = 0; i < text.getByteLength(); i++) {
      if (bytes[i] < ' ' || bytes[i] == 0x7f) { // bytes above ASCII are negative
        return false;
      }
    }
    return true;
  }

  private List<Step> poolSteps(Schema schema) {
    List<Step> steps = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      steps.add(
          switch (field.name()) {
            case "season" -> in -> season = in.readInt();
            case "country" -> in -> country = twoLetters(in.readString(text));
            case "category" -> category(field.schema());
            case "stream" -> in -> stream = isPresent(field.schema(), in) ? in.readString() : null;
            default -> skip(field.schema());
          });
    }
    steps.add(_ -> pool = pool());
    return steps;
  }

  private Step category(Schema writer) {
    int[] ordinals = numbers(writer, Category.class, Enum::ordinal, Category.UNKNOWN);
    return in -> category = ordinals[in.readEnum()];
  }

  private Step cause(Schema writer) {
    if (!isEnum(writer, ClosedCause.class)) {
      // PoolLeft also has a cause, but no number depends on it.
      return skip(writer);
    }
    int[] amounts = numbers(writer, ClosedCause.class, Fact::closedUnused, ClosedCause.UNKNOWN);
    return in -> closedUnused = amounts[in.readEnum()];
  }

  private Step answer(Schema writer) {
    if (!isEnum(writer, Answer.class)) {
      return skip(writer);
    }
    int[] counts = numbers(writer, Answer.class, FactReader::rejectedCount, Answer.UNKNOWN);
    return in -> rejectedCount = counts[in.readEnum()];
  }

  private static int rejectedCount(Answer answer) {
    return Fact.rejected(answer).map(Count::ordinal).orElse(NO_COUNT);
  }

  private static boolean isEnum(Schema writer, Class<? extends Enum<?>> type) {
    return writer.getType() == Schema.Type.ENUM && writer.getFullName().equals(type.getName());
  }

  /**
   * Skips a value. An enum index outside the writer's symbols means that the record is damaged,
   * even if the value is not counted.
   */
  private static Step skip(Schema writer) {
    return writer.getType() == Schema.Type.ENUM
        ? in -> Objects.checkIndex(in.readEnum(), writer.getEnumSymbols().size())
        : in -> GenericDatumReader.skip(writer, in);
  }

  private Step seq(Schema writer) {
    if (writer.getType() != Schema.Type.UNION) {
      // InvitationClosed also has a seq, but no number depends on it.
      return skip(writer);
    }
    return in -> seq = isPresent(writer, in) ? Math.max(0, in.readLong()) : 0;
  }

  /** Reads the branch of a nullable union; true if the value is not null. */
  private static boolean isPresent(Schema union, BinaryDecoder in) throws IOException {
    List<Schema> branches = union.getTypes();
    return branches.get(in.readIndex()).getType() != Schema.Type.NULL;
  }

  /**
   * A number for each symbol of the writer's enum, by its index.
   *
   * @param unknown gives the number of symbols that this release does not know
   */
  private static <E extends Enum<E>> int[] numbers(
      Schema writer, Class<E> type, ToIntFunction<E> number, E unknown) {
    return writer.getEnumSymbols().stream()
        .map(
            symbol ->
                Arrays.stream(type.getEnumConstants())
                    .filter(known -> known.name().equals(symbol))
                    .findFirst()
                    .orElse(unknown))
        .mapToInt(number)
        .toArray();
  }

  // ---- pools

  private static int twoLetters(Utf8 text) {
    return text.getByteLength() == 2 ? text.getBytes()[0] << 8 | text.getBytes()[1] : -1;
  }

  /** The index of the pool that was read; -1 if the pool is not valid. */
  private int pool() {
    if (country < 0) {
      return -1;
    }
    if (stream != null) {
      return index();
    }
    long key = (long) season << 32 | (long) country << 8 | category;
    if (key != lastPool) {
      lastPoolsIndex = generalPools.computeIfAbsent(key, _ -> index());
      lastPool = key;
    }
    return lastPoolsIndex;
  }

  private int index() {
    PoolId.Builder builder =
        PoolId.newBuilder()
            .setSeason(season)
            .setCountry(new String(new char[] {(char) (country >> 8), (char) (country & 0xff)}))
            .setCategory(Category.values()[category]);
    if (stream != null) {
      builder.setStream(stream);
    }
    PoolId id = builder.build();
    return PoolIds.fault(id) == null ? pools.of(id) : -1;
  }

  // ---- keys

  /** Whether a key is the candidate's UUID as a lower-case string. */
  private boolean isCandidate(byte[] key) {
    if (key == null || key.length != 36) {
      return false;
    }
    int nibble = 0;
    for (int i = 0; i < key.length; i++) {
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (key[i] != '-') {
          return false;
        }
      } else {
        long half = nibble < 16 ? candidateHi : candidateLo;
        int digit = (int) (half >>> (60 - 4 * (nibble & 15))) & 0xf;
        if (key[i] != (digit < 10 ? '0' + digit : 'a' + digit - 10)) {
          return false;
        }
        nibble++;
      }
    }
    return true;
  }

  private int partition(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
