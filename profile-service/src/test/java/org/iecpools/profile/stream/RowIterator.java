package org.iecpools.profile.stream;

import java.util.Iterator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Rows as a store returns them. */
record RowIterator(Iterator<KeyValue<String, byte[]>> rows)
    implements KeyValueIterator<String, byte[]> {

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public KeyValue<String, byte[]> next() {
    return rows.next();
  }

  @Override
  public String peekNextKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
