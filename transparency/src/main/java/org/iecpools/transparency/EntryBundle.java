package org.iecpools.transparency;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Encodes up to 256 entries of a log in one file, each after its length. */
final class EntryBundle {

  static final int MAX_ENTRY_BYTES = 0xffff;

  private EntryBundle() {}

  static byte[] encode(List<byte[]> entries) {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      bundle.write(entry.length >>> Byte.SIZE);
      bundle.write(entry.length);
      bundle.writeBytes(entry);
    }
    return bundle.toByteArray();
  }

  static List<byte[]> decode(byte[] bundle) {
    List<byte[]> entries = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(bundle);
    while (rest.hasRemaining()) {
      if (rest.remaining() < Short.BYTES) {
        throw new Malformed("a bundle of entries ends within a length");
      }
      byte[] entry = new byte[Short.toUnsignedInt(rest.getShort())];
      if (rest.remaining() < entry.length) {
        throw new Malformed("a bundle of entries ends within an entry");
      }
      rest.get(entry);
      entries.add(entry);
    }
    return entries;
  }
}
