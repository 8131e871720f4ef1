package org.iecpools.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.SystemLimitException;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.iecpools.events.Event;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes this project's records in the Confluent wire format: a zero byte, the schema
 * id in four bytes, Avro binary. ADR 2 explains why no ready-made serializer is used. Thread-safe.
 */
public final class EventCodec {

  /**
   * Bytes that cannot be decoded as a record of this system. The message is the reason for the dead
   * letter.
   */
  public static final class Undecodable extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason what is wrong and what would be right, as a sentence
     */
    public Undecodable(String reason) {
      super(reason);
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage());
    }
  }

  private static final Map<String, Class<? extends SpecificRecord>> CLASSES =
      Topics.ALL.stream()
          .flatMap(topic -> topic.types().stream())
          .collect(Collectors.toMap(Class::getName, type -> type));

  private static final byte MAGIC = 0;
  private static final int HEADER = 5;

  static {
    // A corrupt length would otherwise allocate any amount of memory before it is read.
    limit(SystemLimitException.MAX_STRING_LENGTH_PROPERTY);
    limit(SystemLimitException.MAX_BYTES_LENGTH_PROPERTY);
    limit(SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY);
    // Avro only instantiates classes of trusted packages; trust the generated ones.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.DEFAULT,
            type -> type.getPackageName().equals(Event.class.getPackageName())));
  }

  private static void limit(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(MAX_VALUE));
    }
  }

  /** Maximum length of a value that is decoded, in bytes: the default limit of a broker. */
  public static final int MAX_VALUE = 1024 * 1024;

  /** How long an id unknown to the registry is cached; it may be registered later. */
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  /** Maximum number of cached schemas. Only an attempt to exhaust the memory reaches it. */
  private static final int MAX_SCHEMAS = 2_000;

  /**
   * Number of failures of a single id, while the registry answers other requests, after which the
   * id is given up.
   */
  private static final int ALONE = 20;

  /**
   * For schemas of other writers: Avro's fast reader (1.12.2) fails if the writer has a union and
   * the reader does not, because it converts the logical type twice.
   */
  private static final SpecificData RESOLVING = new SpecificData();

  static {
    RESOLVING.setFastReaderEnabled(false);
    RESOLVING.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    RESOLVING.addLogicalTypeConversion(new TimeConversions.DateConversion());
    RESOLVING.addLogicalTypeConversion(new Conversions.UUIDConversion());
  }

  private final SchemaIds ids;
  private final LongSupplier nanoTime;
  private final Map<Class<?>, Integer> ours = new ConcurrentHashMap<>();
  private final Map<Class<?>, SpecificDatumWriter<SpecificRecord>> writers =
      new ConcurrentHashMap<>();
  private final Map<Integer, Written> written = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> alone = new ConcurrentHashMap<>();

  /** Creates a codec that looks up schemas by these ids. One instance serves a whole process. */
  public EventCodec(SchemaIds ids) {
    this(ids, System::nanoTime);
  }

  EventCodec(SchemaIds ids, LongSupplier nanoTime) {
    this.ids = ids;
    this.nanoTime = nanoTime;
  }

  /** How records with a certain schema id are treated. */
  private sealed interface Written {
    /** Records are decoded with this reader. */
    record Readable(Schema schema, SpecificDatumReader<SpecificRecord> reader) implements Written {}

    /**
     * Records are refused.
     *
     * @param until end of the refusal in {@link System#nanoTime}; null if it is permanent
     */
    record Refused(String reason, @Nullable Long until) implements Written {}
  }

  /** The schemas of all record types on this system's topics, sorted by full name. */
  public static List<Schema> schemas() {
    return CLASSES.values().stream()
        .map(type -> SpecificData.get().getSchema(type))
        .sorted(java.util.Comparator.comparing(Schema::getFullName))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Looks up the ids of all schemas of this system, so that its records can then be written and
   * read without the registry.
   *
   * @throws SchemaRegistry.Unavailable if the registry does not answer; retry later
   */
  public void preload() {
    CLASSES
        .values()
        .forEach(
            type -> {
              Schema schema = SpecificData.get().getSchema(type);
              written.put(idOf(type, schema), readable(schema, type));
            });
  }

  private int idOf(Class<?> type, Schema schema) {
    // computeIfAbsent would make other threads wait for the registry.
    Integer known = ours.get(type);
    if (known == null) {
      known = ids.idOf(schema);
      ours.put(type, known);
    }
    return known;
  }

  /**
   * Encodes a record.
   *
   * @throws SchemaRegistry.Unavailable if the schema's id is not known yet and the registry does
   *     not answer
   */
  public byte[] encode(SpecificRecord record) {
    int id = idOf(record.getClass(), record.getSchema());
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.write(MAGIC);
    out.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      writers
          .computeIfAbsent(record.getClass(), _ -> new SpecificDatumWriter<>(record.getSchema()))
          .write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Decodes a record.
   *
   * @throws Undecodable if the bytes are not a record of this system
   * @throws SchemaRegistry.Unavailable if the registry does not answer; retry later
   */
  public SpecificRecord decode(byte[] bytes) throws Undecodable {
    if (bytes == null) {
      throw new Undecodable("the value is empty; events are never deleted");
    }
    if (bytes.length < HEADER || bytes[0] != MAGIC) {
      throw new Undecodable(
          "not in the Confluent wire format: expected a zero byte, four bytes of schema id and Avro"
              + " binary");
    }
    if (bytes.length > MAX_VALUE) {
      throw new Undecodable(
          "the value is of %,d bytes; at most %,d are read".formatted(bytes.length, MAX_VALUE));
    }
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    SpecificDatumReader<SpecificRecord> reader =
        switch (written(id)) {
          case Written.Readable(_, var known) -> known;
          case Written.Refused(String reason, _) -> throw new Undecodable(reason);
        };
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
    SpecificRecord record;
    boolean isWhole;
    try {
      record = reader.read(null, decoder);
      isWhole = decoder.isEnd();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Avro may throw anything for bytes that it did not write; its allocations are limited above.
      throw new Undecodable("not valid Avro for schema id " + id + ": " + e);
    }
    if (!isWhole) {
      throw new Undecodable("bytes are left over after a " + record.getSchema().getName());
    }
    return record;
  }

  /**
   * The schema that records with this id were written with; empty if they are refused.
   *
   * @throws SchemaRegistry.Unavailable if the registry does not answer; retry later
   */
  public Optional<Schema> writerOf(int id) {
    return switch (written(id)) {
      case Written.Readable(Schema schema, _) -> Optional.of(schema);
      case Written.Refused _ -> Optional.empty();
    };
  }

  /**
   * Simple name of the type of a value, by its schema id alone; empty if records with that schema
   * are refused, or the registry does not answer.
   */
  public Optional<String> typeOf(byte[] value) {
    if (value.length < HEADER || value[0] != MAGIC) {
      return Optional.empty();
    }
    try {
      return writerOf(ByteBuffer.wrap(value).getInt(1)).map(Schema::getName);
    } catch (SchemaRegistry.Unavailable _) {
      return Optional.empty();
    }
  }

  /** Number of cached schemas and refusals. */
  int remembered() {
    return written.size();
  }

  private Written written(int id) {
    Written known = written.get(id);
    if (known == null
        || known instanceof Written.Refused(_, Long until)
            && until != null
            && nanoTime.getAsLong() - until > 0) {
      known = lookUp(id);
      if (written.size() >= MAX_SCHEMAS) {
        written.clear();
      }
      written.put(id, known);
    }
    return known;
  }

  private Written lookUp(int id) {
    Schema writer;
    try {
      writer = ids.schemaOf(id);
    } catch (Undecodable e) {
      return new Written.Refused(e.getMessage(), nanoTime.getAsLong() + REMEMBERED.toNanos());
    } catch (SchemaRegistry.Unavailable e) {
      if (!failsAlone(id)) {
        throw e;
      }
      return new Written.Refused(
          "the registry does not give schema id %d, and answers otherwise: %s"
              .formatted(id, e.getMessage()),
          nanoTime.getAsLong() + REMEMBERED.toNanos());
    }
    Class<? extends SpecificRecord> type = CLASSES.get(writer.getFullName());
    if (type == null) {
      return new Written.Refused(
          "schema id %d is a %s, which is no event of this system"
              .formatted(id, writer.getFullName()),
          null);
    }
    return Resolution.refusal(writer, SpecificData.get().getSchema(type))
        .<Written>map(
            reason ->
                new Written.Refused(
                    "schema id %d cannot be read as a %s: %s"
                        .formatted(id, type.getSimpleName(), reason),
                    null))
        .orElseGet(() -> readable(writer, type));
  }

  /**
   * Whether the registry has failed repeatedly for this id while it answered for a schema of this
   * system each time. Waiting does not help then.
   */
  private boolean failsAlone(int id) {
    try {
      ids.idOf(schemas().getFirst());
    } catch (SchemaRegistry.Unavailable _) {
      alone.clear();
      return false;
    }
    if (alone.size() >= MAX_SCHEMAS) {
      alone.clear();
    }
    return alone.merge(id, 1, Integer::sum) >= ALONE;
  }

  private static Written readable(Schema writer, Class<? extends SpecificRecord> type) {
    SpecificData model = Releases.contains(writer) ? SpecificData.getForClass(type) : RESOLVING;
    var reader =
        new SpecificDatumReader<SpecificRecord>(writer, SpecificData.get().getSchema(type), model);
    try {
      // Avro initialises the reader with the first record: do it before several threads share the
      // reader.
      reader.read(null, DecoderFactory.get().binaryDecoder(new byte[0], null));
    } catch (IOException | RuntimeException | StackOverflowError _) {
      // Expected: an empty input contains no record.
    }
    return new Written.Readable(writer, reader);
  }

  /** In-memory ids of all schemas of this system, for tests and tools without a registry. */
  public static SchemaIds inMemory() {
    List<Schema> schemas = schemas();
    return new SchemaIds() {
      @Override
      public int idOf(Schema schema) {
        return schemas.indexOf(schema) + 1;
      }

      @Override
      public Schema schemaOf(int id) throws Undecodable {
        return Stream.of(id)
            .filter(i -> i >= 1 && i <= schemas.size())
            .map(i -> schemas.get(i - 1))
            .findFirst()
            .orElseThrow(() -> new Undecodable("schema id " + id + " is not known"));
      }
    };
  }
}
