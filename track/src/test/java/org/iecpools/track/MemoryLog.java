package org.iecpools.track;

import java.util.ArrayList;
import java.util.List;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.PublishedRecord;

/** A log in memory, in which the last writer fences all earlier ones, as on Kafka. */
final class MemoryLog {

  private final List<PublishedRecord> records = new ArrayList<>();
  private int writers;

  /** The log as a new process sees it. */
  PublishedLog open() {
    return new PublishedLog() {
      private int next;

      @Override
      public List<PublishedRecord> read() {
        List<PublishedRecord> read = List.copyOf(records.subList(next, records.size()));
        next = records.size();
        return read;
      }

      @Override
      public Writer write() {
        int mine = ++writers;
        return new Writer() {
          @Override
          public void append(List<? extends PublishedRecord> added) {
            if (mine != writers) {
              throw new TrackFailed("overtaken");
            }
            records.addAll(added);
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void close() {}
    };
  }

  List<FiguresPublished> figures() {
    return records.stream()
        .filter(FiguresPublished.class::isInstance)
        .map(FiguresPublished.class::cast)
        .toList();
  }

  List<PublicationRefused> refusals() {
    return records.stream()
        .filter(PublicationRefused.class::isInstance)
        .map(PublicationRefused.class::cast)
        .toList();
  }

  /** All that is known from the log. */
  PublishedHistory history() {
    PublishedHistory history = new PublishedHistory();
    records.forEach(history::apply);
    return history;
  }
}
