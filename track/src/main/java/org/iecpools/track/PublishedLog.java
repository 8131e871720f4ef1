package org.iecpools.track;

import java.util.List;
import org.iecpools.events.PublishedRecord;

/** The topic {@code iec.published}, as a tracker uses it. */
interface PublishedLog extends AutoCloseable {

  /** The records that were appended since the last call, up to the current end. */
  List<PublishedRecord> read();

  /** Opens the log for appending. Any other writer of the same source can no longer append. */
  Writer write();

  @Override
  void close();

  /** Appends records. */
  interface Writer extends AutoCloseable {

    /**
     * Appends all of the records or none.
     *
     * @throws TrackFailed if another writer has opened the log since, or Kafka does not answer
     */
    void append(List<? extends PublishedRecord> records);

    @Override
    void close();
  }
}
