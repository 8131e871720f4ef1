package org.iecpools.feed;

/** Reads a file of published weeks in either format: the XML feed, or CSV of it. */
public final class WeeksFile {

  /** Largest file of either format. */
  public static final int MAX_BYTES = Math.max(WeeksReader.MAX_BYTES, FeedReader.MAX_BYTES);

  private WeeksFile() {}

  /** Reads a file. */
  public static FeedResult read(byte[] file) {
    return isXml(file) ? FeedReader.read(file) : WeeksReader.read(file);
  }

  /**
   * Whether a file is read as XML: it begins with a tag, after a byte order mark or spaces. A line
   * of column names does not.
   */
  public static boolean isXml(byte[] file) {
    for (byte b : file) {
      boolean isOfAByteOrderMark = b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
      if (b > ' ' || b < 0 && !isOfAByteOrderMark) {
        return b == '<';
      }
    }
    return false;
  }
}
