package org.iecpools.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.iecpools.domain.EventTimes;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.Event;
import org.iecpools.kafka.Topics;

/** Compares the auditor's validation of times with that of the services, for every event type. */
class TimesTest {

  private static final List<Class<? extends SpecificRecord>> TYPES =
      Topics.EVENTS.stream()
          .<Class<? extends SpecificRecord>>flatMap(topic -> topic.types().stream())
          .toList();

  @Property(tries = 3_000)
  void theAuditorRefusesTheTimesThatTheServicesRefuse(@ForAll long seed) {
    Random random = new Random(seed);
    Event event = event(TYPES.get(random.nextInt(TYPES.size())), random);

    assertThat(Times.fault(event).isPresent())
        .as("%s", event)
        .isEqualTo(!EventTimes.faults(event).isEmpty());
  }

  @Property(tries = 1_000)
  void anEventWithAllTimesInTheWindowHasNoFault(@ForAll long seed) {
    Random random = new Random(seed);
    SpecificRecord event = random(TYPES.get(random.nextInt(TYPES.size())), random);
    put(event, 2026, () -> Instant.parse("2026-02-03T04:05:06Z"));

    assertThat(EventTimes.faults((Event) event)).isEmpty();
  }

  private static Event event(Class<? extends SpecificRecord> type, Random random) {
    SpecificRecord event = random(type, random);
    boolean extreme = random.nextBoolean();
    int season = 2000 + random.nextInt(1000);
    put(event, season, () -> extreme ? instant(season, random) : inside(season, random));
    return (Event) event;
  }

  private static Instant inside(int season, Random random) {
    SeasonWindow window = SeasonWindow.of(season);
    return Instant.ofEpochMilli(
        random.nextLong(window.from().toEpochMilli(), window.until().toEpochMilli()));
  }

  private static Instant instant(int season, Random random) {
    SeasonWindow window = SeasonWindow.of(season);
    return switch (random.nextInt(8)) {
      case 0 -> Instant.ofEpochMilli(Long.MIN_VALUE);
      case 1 -> Instant.ofEpochMilli(Long.MAX_VALUE);
      case 2 -> Instant.parse("0001-01-01T00:00:00Z");
      case 3 -> Instant.ofEpochMilli(window.from().getEpochSecond());
      case 4 -> window.from().plusMillis(random.nextInt(3) - 1);
      case 5 -> window.until().plusMillis(random.nextInt(3) - 1);
      case 6 -> SeasonWindow.ofAnnouncements(season).from().plusMillis(random.nextInt(3) - 1);
      default -> inside(season, random);
    };
  }

  private static SpecificRecord random(Class<? extends SpecificRecord> type, Random random) {
    Schema schema = SpecificData.get().getSchema(type);
    try {
      var out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      Object value = new RandomData(schema, 1, random.nextLong(), true).iterator().next();
      new GenericDatumWriter<>(schema).write(value, encoder);
      return new SpecificDatumReader<SpecificRecord>(schema)
          .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets all seasons, instants and dates in a record and its nested records. */
  private static void put(SpecificRecord record, int season, Supplier<Instant> instants) {
    for (Schema.Field field : record.getSchema().getFields()) {
      switch (record.get(field.pos())) {
        case Instant _ -> record.put(field.pos(), instants.get());
        case LocalDate _ ->
            record.put(field.pos(), instants.get().atZone(ZoneOffset.UTC).toLocalDate());
        case Integer _ when field.name().equals("season") -> record.put(field.pos(), season);
        case SpecificRecord inner -> put(inner, season, instants);
        case List<?> list ->
            list.stream()
                .filter(SpecificRecord.class::isInstance)
                .forEach(inner -> put((SpecificRecord) inner, season, instants));
        case null, default -> {
          // neither a time nor a season
        }
      }
    }
  }
}
