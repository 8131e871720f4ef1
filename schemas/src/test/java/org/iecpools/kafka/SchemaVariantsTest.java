package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.LoiIssued;
import org.iecpools.kafka.EventCodec.Undecodable;
import org.iecpools.kafka.Variants.Variant;

/** Records of any schema in a registry are read as they were meant, or refused. */
class SchemaVariantsTest {

  private final VariantIds ids = new VariantIds();
  private final EventCodec codec = new EventCodec(ids);

  @Property(tries = 3_000)
  void aRecordOfAnySchemaIsReadAsItWasMeantOrRefused(@ForAll long seed) throws Undecodable {
    Random random = new Random(seed);
    List<Schema> types = EventCodec.schemas();
    SpecificRecord event = Samples.any(types.get(random.nextInt(types.size())), random);
    Variant variant = Variants.of(event, random);
    byte[] bytes = Samples.encode(variant.record(), ids.add(variant.writer()));

    if (variant.expected().isPresent()) {
      assertThat(codec.decode(bytes))
          .as("%s", variant.writer())
          .isEqualTo(variant.expected().orElseThrow());
    } else {
      assertThatThrownBy(() -> codec.decode(bytes))
          .as("%s %s", variant.writer(), variant.record())
          .isInstanceOf(Undecodable.class);
    }
  }

  @Property(tries = 2_000)
  void bytesThatWereDamagedAreARecordOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    List<Schema> types = EventCodec.schemas();
    SpecificRecord event = Samples.any(types.get(random.nextInt(types.size())), random);
    Variant variant = Variants.of(event, random);
    byte[] bytes = Samples.encode(variant.record(), ids.add(variant.writer()));
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 5; i--) {
      bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
    }

    try {
      assertThat(codec.decode(bytes)).isNotNull();
    } catch (Undecodable e) {
      assertThat(e).hasMessageNotContaining("OutOfMemory");
    }
  }

  @Example
  void everyReleasedSchemaCanBeRead() {
    assertThat(Releases.all()).hasSizeGreaterThan(EventCodec.schemas().size());
    for (Schema released : Releases.all()) {
      Schema ours =
          EventCodec.schemas().stream()
              .filter(schema -> schema.getFullName().equals(released.getFullName()))
              .findFirst()
              .orElseThrow();
      assertThat(Resolution.refusal(released, ours)).as(released.getName()).isEmpty();
    }
  }

  @Example
  void theReasonNamesTheFieldAndBothTypes() {
    Schema micros =
        new Schema.Parser()
            .parse(LoiIssued.SCHEMA$.toString().replace("timestamp-millis", "timestamp-micros"));

    assertThatThrownBy(() -> codec.decode(Samples.encode(record(micros), ids.add(micros))))
        .hasMessageContaining(
            "cannot be read as a LoiIssued: LoiIssued.occurredAt is long (timestamp-micros), not"
                + " long (timestamp-millis)");
  }

  @Example
  void aStructureThatIsNestedDeeplyIsSkippedOrRefused() {
    Schema list = Schema.createRecord("L", null, "com.example", false);
    list.setFields(
        List.of(
            new Schema.Field(
                "next", Schema.createUnion(Schema.create(Schema.Type.NULL), list), null)));
    Schema deep = withField("deep", list);
    byte[] start = Samples.encode(record(deep), ids.add(deep));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(start, 0, start.length - 1);
    for (int i = 0; i < 500_000; i++) {
      out.write(2);
    }
    out.write(0);

    try {
      assertThat(codec.decode(out.toByteArray())).isInstanceOf(LoiIssued.class);
    } catch (Undecodable e) {
      assertThat(e).hasMessageContaining("StackOverflow");
    }
  }

  @Example
  void aLengthOfAFewBytesDoesNotTakeTheMemoryThatItStates() {
    Schema more = withField("more", Schema.createArray(Schema.create(Schema.Type.STRING)));
    byte[] start = Samples.encode(record(more), ids.add(more));
    for (long length : new long[] {1L << 20, 1L << 28, 1L << 31, 1L << 40, Long.MAX_VALUE}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(start, 0, start.length - 1);
      for (long zigzag = length << 1; zigzag != 0; zigzag >>>= 7) {
        out.write((int) (zigzag & 0x7f) | (zigzag > 0x7f || zigzag < 0 ? 0x80 : 0));
      }

      assertThatThrownBy(() -> codec.decode(out.toByteArray())).isInstanceOf(Undecodable.class);
    }
  }

  private static org.apache.avro.generic.GenericRecord record(Schema schema) {
    return (org.apache.avro.generic.GenericRecord) Samples.value(schema, new Random(1), 0);
  }

  private static Schema withField(String name, Schema type) {
    List<Schema.Field> fields = new java.util.ArrayList<>();
    LoiIssued.SCHEMA$.getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
    fields.add(new Schema.Field(name, type, null));
    return Schema.createRecord("LoiIssued", null, "org.iecpools.events", false, fields);
  }
}
