package org.iecpools.kafka;

import org.apache.avro.Schema;

/**
 * Maps schemas to the ids used on the wire: a {@link SchemaRegistry}, or an in-memory table in
 * tests.
 */
public interface SchemaIds {

  /**
   * The id of a schema of this system.
   *
   * @throws SchemaRegistry.Unavailable if the registry does not answer, or does not have the schema
   *     because set-up has not run; retry later
   */
  int idOf(Schema schema);

  /**
   * The schema with an id.
   *
   * @throws SchemaRegistry.Unavailable if the registry does not answer; retry later
   * @throws EventCodec.Undecodable if the registry does not know the id or its schema cannot be
   *     used
   */
  Schema schemaOf(int id) throws EventCodec.Undecodable;
}
