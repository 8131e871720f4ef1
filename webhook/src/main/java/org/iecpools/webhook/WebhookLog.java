package org.iecpools.webhook;

import java.time.Duration;
import java.util.List;

/** {@code iec.webhooks} and {@code iec.changes}; tests keep them in memory. */
interface WebhookLog extends AutoCloseable {

  /** Identity of {@code iec.changes}: eight hexadecimal digits. */
  String identity();

  /** Offset after the last change. */
  long end();

  /** The entries up to the current end of {@code iec.webhooks} that were not returned before. */
  List<Entry> read();

  /**
   * The next entries that were not returned before; may be empty.
   *
   * @param wait how long to wait if there are none
   */
  List<Entry> poll(Duration wait);

  /** Reads changes from an offset on, for one thread. */
  Changes changes(long offset);

  /**
   * Begins to write. A later writer with the same name ends this one.
   *
   * @param name of the writer
   */
  Writer write(String name);

  @Override
  void close();

  /** Reads changes in their order. */
  interface Changes extends AutoCloseable {
    /** The next changes; may be empty. */
    List<NumberedChange> poll(Duration wait);

    @Override
    void close();
  }

  /** Writes to {@code iec.webhooks}. Thread-safe. */
  interface Writer extends AutoCloseable {
    /**
     * Writes entries in one transaction.
     *
     * @throws WebhooksFailed {@linkplain WebhooksFailed#isFinal for good} if a later writer of the
     *     same name has begun
     */
    void append(List<Entry> entries);

    @Override
    void close();
  }
}
