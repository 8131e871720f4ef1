package org.iecpools.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.ChangeMade;

/** Topics in memory that several programs share. Compacts as Kafka may. */
final class MemoryLog {

  static final String IDENTITY = "5f5d3e0a";

  private final List<ChangeMade> changes = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Integer> epochs = new HashMap<>();
  private int failures;

  synchronized void report(ChangeMade change) {
    changes.add(change);
    notifyAll();
  }

  /** The next transactions fail, as if the broker did not answer. */
  synchronized void failNextTransactions(int number) {
    failures = number;
  }

  /** What a new reader would read: the last record of each key. */
  synchronized List<Entry> compacted() {
    List<Entry> kept = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.record().isPresent()
          && entries.subList(i + 1, entries.size()).stream()
              .noneMatch(later -> later.key().equals(entry.key()))) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /** The webhooks that a new reader of the compacted topic would know. */
  List<WebhookState> states() {
    Webhooks webhooks = new Webhooks();
    webhooks.apply(compacted());
    return webhooks.all();
  }

  WebhookLog open() {
    return open(IDENTITY);
  }

  WebhookLog open(String identity) {
    return new Opened(identity);
  }

  private final class Opened implements WebhookLog {
    private final String identity;
    private int position;

    Opened(String identity) {
      this.identity = identity;
    }

    @Override
    public String identity() {
      return identity;
    }

    @Override
    public long end() {
      synchronized (MemoryLog.this) {
        return changes.size();
      }
    }

    @Override
    public List<Entry> read() {
      synchronized (MemoryLog.this) {
        List<Entry> next = List.copyOf(entries.subList(position, entries.size()));
        position = entries.size();
        return next;
      }
    }

    @Override
    public List<Entry> poll(Duration wait) {
      synchronized (MemoryLog.this) {
        if (position == entries.size()) {
          await();
        }
        return read();
      }
    }

    @Override
    public Changes changes(long offset) {
      return new Changes() {
        private int next = (int) offset;

        @Override
        public List<NumberedChange> poll(Duration wait) {
          synchronized (MemoryLog.this) {
            if (next == changes.size()) {
              await();
            }
            List<NumberedChange> found = new ArrayList<>();
            while (next < changes.size()) {
              found.add(new NumberedChange(next, changes.get(next++)));
            }
            return found;
          }
        }

        @Override
        public void close() {
          // nothing to close
        }
      };
    }

    private void await() {
      try {
        MemoryLog.this.wait(20);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Writer write(String name) {
      int epoch;
      synchronized (MemoryLog.this) {
        epoch = epochs.merge(name, 1, Integer::sum);
      }
      return new Writer() {
        @Override
        public void append(List<Entry> records) {
          synchronized (MemoryLog.this) {
            if (epochs.get(name) != epoch) {
              throw WebhooksFailed.overtaken("another one has begun", new RuntimeException());
            }
            if (failures > 0) {
              failures--;
              throw new WebhooksFailed("the broker does not answer");
            }
            entries.addAll(records);
            MemoryLog.this.notifyAll();
          }
        }

        @Override
        public void close() {
          // nothing to close
        }
      };
    }

    @Override
    public void close() {
      // nothing to close
    }
  }
}
