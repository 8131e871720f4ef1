package org.iecpools.stats.web;

import java.util.ArrayList;
import java.util.List;
import org.iecpools.stats.stream.ChangeLog.Numbered;
import org.iecpools.stats.stream.ChangeLog.Slice;
import org.iecpools.stats.stream.OlderChanges;

/** A topic in memory. */
final class MemoryChanges implements OlderChanges {

  /** All of its changes, without gaps. */
  final List<Numbered> records = new ArrayList<>();

  /** The first position that is still there. */
  long first;

  @Override
  public synchronized Slice from(long position, int most) throws Gone {
    if (position < first) {
      throw new Gone(first);
    }
    int from = (int) Math.min(position, records.size());
    List<Numbered> slice = records.subList(from, Math.min(records.size(), from + most));
    return new Slice(slice, from + slice.size());
  }

  @Override
  public synchronized long end() {
    return records.size();
  }
}
