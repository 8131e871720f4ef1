package org.iecpools.backup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.iecpools.backup.Manifest.ExportedPartition;
import org.iecpools.backup.Manifest.StoredFile;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition in a file: an Avro object container file, compressed with deflate,
 * which every Avro implementation reads.
 */
final class RecordFile {

  static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "StoredRecord", "namespace": "org.iecpools.backup", "fields": [
                {"name": "offset", "type": "long"},
                {"name": "timestamp", "type": "long", "doc": "Milliseconds since 1970."},
                {"name": "key", "type": ["null", "bytes"]},
                {"name": "value", "type": ["null", "bytes"]},
                {"name": "headers", "type": {"type": "array", "items":
                  {"type": "record", "name": "StoredHeader", "fields": [
                    {"name": "key", "type": "string"},
                    {"name": "value", "type": ["null", "bytes"]}]}}}]}
              """);

  private static final Schema HEADERS = SCHEMA.getField("headers").schema();
  private static final Schema HEADER = HEADERS.getElementType();

  private static final String TOPIC = "iec.topic";
  private static final String PARTITION = "iec.partition";

  private RecordFile() {}

  /** The path of a partition's file in an export. */
  static String path(TopicPartition partition) {
    return "topics/" + partition + ".avro";
  }

  /** Writes a new file. */
  static final class Writer implements Closeable {
    private final TopicPartition partition;
    private final FileChannel channel;
    private final DigestOutputStream digest;
    private final DataFileWriter<GenericRecord> out;
    private long records;
    private @Nullable Long first;
    private @Nullable Long last;

    Writer(Path directory, TopicPartition partition) throws IOException {
      this.partition = partition;
      this.channel = PrivateFiles.create(directory.resolve(path(partition)));
      this.digest =
          new DigestOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(channel)), Digests.sha256());
      this.out = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA));
      out.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
      out.setMeta(TOPIC, partition.topic());
      out.setMeta(PARTITION, partition.partition());
      out.create(SCHEMA, digest);
    }

    void append(ConsumerRecord<byte[], byte[]> record) throws IOException {
      GenericData.Record stored = new GenericData.Record(SCHEMA);
      stored.put("offset", record.offset());
      stored.put("timestamp", record.timestamp());
      stored.put("key", buffer(record.key()));
      stored.put("value", buffer(record.value()));
      GenericData.Array<GenericRecord> headers = new GenericData.Array<>(1, HEADERS);
      for (Header header : record.headers()) {
        GenericData.Record one = new GenericData.Record(HEADER);
        one.put("key", header.key());
        one.put("value", buffer(header.value()));
        headers.add(one);
      }
      stored.put("headers", headers);
      out.append(stored);
      records++;
      if (first == null) {
        first = record.offset();
      }
      last = record.offset();
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
      return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    /**
     * Closes the file after its content has reached the disk.
     *
     * @param start first offset of the log
     * @param end offset of the next record
     */
    ExportedPartition finish(long start, long end) throws IOException {
      out.flush();
      digest.flush();
      channel.force(true);
      long bytes = channel.size();
      close();
      return new ExportedPartition(
          partition.partition(),
          start,
          end,
          records,
          first,
          last,
          new StoredFile(
              path(partition),
              bytes,
              HexFormat.of().formatHex(digest.getMessageDigest().digest())));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** Reads a file from its first record. */
  static final class Reader implements Closeable {
    private final DataFileStream<GenericRecord> in;

    /**
     * @throws IOException if it is not a file of this partition in this format; the message is a
     *     part of a sentence
     */
    Reader(Path file, TopicPartition partition) throws IOException {
      this.in =
          new DataFileStream<>(
              new BufferedInputStream(Files.newInputStream(file)), new GenericDatumReader<>());
      if (!in.getSchema().equals(SCHEMA)) {
        in.close();
        throw new IOException("has another Avro schema than records of an export");
      }
      String found = in.getMetaString(TOPIC) + "-" + in.getMetaString(PARTITION);
      if (!found.equals(partition.toString())) {
        in.close();
        throw new IOException("contains the records of " + found);
      }
    }

    /** The next record; null after the last one. */
    @Nullable StoredRecord next() throws IOException {
      if (!in.hasNext()) {
        return null;
      }
      GenericRecord stored = in.next();
      List<Header> headers = new ArrayList<>();
      for (Object each : (List<?>) stored.get("headers")) {
        GenericRecord header = (GenericRecord) each;
        headers.add(new RecordHeader(header.get("key").toString(), bytes(header.get("value"))));
      }
      return new StoredRecord(
          (long) stored.get("offset"),
          (long) stored.get("timestamp"),
          bytes(stored.get("key")),
          bytes(stored.get("value")),
          headers);
    }

    private static byte @Nullable [] bytes(@Nullable Object value) {
      if (value == null) {
        return null;
      }
      ByteBuffer buffer = (ByteBuffer) value;
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(buffer.position(), bytes);
      return bytes;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
