package org.iecpools.events;

import org.apache.avro.Schema;

/**
 * Which number stands for which schema on the wire: a {@link SchemaRegistry}, or a table in memory
 * where a test has none.
 */
public interface SchemaIds {

  /**
   * The number of a schema of ours.
   *
   * @throws SchemaRegistry.Unavailable when the registry does not answer, or does not have the
   *     schema because set-up has not run; worth trying again
   */
  int idOf(Schema schema);

  /**
   * The schema that a number stands for.
   *
   * @throws SchemaRegistry.Unavailable when the registry does not answer; worth trying again
   * @throws EventCodec.Undecodable when the registry knows no such number
   */
  Schema schemaOf(int id) throws EventCodec.Undecodable;
}
