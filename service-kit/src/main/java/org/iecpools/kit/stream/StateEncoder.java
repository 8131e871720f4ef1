package org.iecpools.kit.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/** Avro binary in an array that grows. Avro's own encoders write to streams, which lock. */
final class StateEncoder extends BinaryEncoder {

  private static final int MAX_NUMBER = 10;

  private byte[] bytes = new byte[512];
  private int length;

  /** Starts with the header of Avro's single-object encoding. */
  StateEncoder(short marker, long fingerprint) {
    ByteBuffer.wrap(bytes).putShort(marker).order(ByteOrder.LITTLE_ENDIAN).putLong(fingerprint);
    length = Short.BYTES + Long.BYTES;
  }

  StateEncoder() {}

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  void writeUuid(UUID id) {
    reserve(16);
    ByteBuffer.wrap(bytes, length, 16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
    length += 16;
  }

  static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** The number of elements that follow; 0 at the end. */
  void writeCount(int count) {
    writeLong(count);
  }

  @Override
  public void writeBoolean(boolean value) {
    reserve(1);
    bytes[length++] = (byte) (value ? 1 : 0);
  }

  @Override
  public void writeInt(int value) {
    reserve(MAX_NUMBER);
    length += BinaryData.encodeInt(value, bytes, length);
  }

  @Override
  public void writeLong(long value) {
    reserve(MAX_NUMBER);
    length += BinaryData.encodeLong(value, bytes, length);
  }

  @Override
  public void writeFloat(float value) {
    reserve(MAX_NUMBER);
    length += BinaryData.encodeFloat(value, bytes, length);
  }

  @Override
  public void writeDouble(double value) {
    reserve(MAX_NUMBER);
    length += BinaryData.encodeDouble(value, bytes, length);
  }

  /** Almost all texts are ASCII, and need no array of their own then. */
  @Override
  public void writeString(String text) throws IOException {
    int count = text.length();
    reserve(MAX_NUMBER + count);
    int start = length;
    writeLong(count);
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length = start;
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[length++] = (byte) c;
    }
  }

  @Override
  public void writeFixed(byte[] value, int start, int count) {
    reserve(count);
    System.arraycopy(value, start, bytes, length, count);
    length += count;
  }

  @Override
  protected void writeZero() {
    writeBoolean(false);
  }

  @Override
  public int bytesBuffered() {
    return length;
  }

  @Override
  public void flush() {}

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
