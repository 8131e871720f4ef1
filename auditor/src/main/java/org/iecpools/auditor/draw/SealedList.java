package org.iecpools.auditor.draw;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.UUID;

/**
 * The pseudonyms of a sealed list, as somebody states them. Takes 16 bytes for each, because a list
 * may have a million.
 */
public final class SealedList extends AbstractList<UUID> implements RandomAccess {

  /** Bytes of a pseudonym. */
  public static final int BYTES = 16;

  private final byte[] pseudonyms;

  /**
   * @param pseudonyms one after the other, in the stated order
   * @throws IllegalArgumentException if the last one is not complete
   */
  public SealedList(byte[] pseudonyms) {
    if (pseudonyms.length % BYTES != 0) {
      throw new IllegalArgumentException(
          "%d bytes are not pseudonyms of %d bytes".formatted(pseudonyms.length, BYTES));
    }
    this.pseudonyms = pseudonyms.clone();
  }

  @Override
  public UUID get(int index) {
    ByteBuffer bytes = ByteBuffer.wrap(pseudonyms, BYTES * index, BYTES);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  @Override
  public int size() {
    return pseudonyms.length / BYTES;
  }

  /** Whether each pseudonym is above the one before, so none is there twice. */
  boolean ascends() {
    for (int i = 1; i < size(); i++) {
      if (Formats.ASCENDING.compare(get(i - 1), get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }
}
