package org.iecpools.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** An in-memory registry that accepts any schema. */
public final class VariantIds implements SchemaIds {

  private static final int FIRST = 10_000;

  private final SchemaIds ours = EventCodec.inMemory();
  private final List<Schema> others = new ArrayList<>();

  /** Adds a schema and returns its id. */
  public synchronized int add(Schema schema) {
    others.add(schema);
    return FIRST + others.size() - 1;
  }

  @Override
  public int idOf(Schema schema) {
    return ours.idOf(schema);
  }

  @Override
  public synchronized Schema schemaOf(int id) throws EventCodec.Undecodable {
    if (id < FIRST || id >= FIRST + others.size()) {
      return ours.schemaOf(id);
    }
    return others.get(id - FIRST);
  }
}
