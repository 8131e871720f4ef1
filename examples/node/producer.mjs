// Writes events of IEC pools from Node; made to be copied into your system. docs/upstream.md explains the format.
import avro from 'avsc';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { Kafka, Partitioners, logLevel } from 'kafkajs';

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DAY = 24 * 60 * 60 * 1000;

// Logical types: the JavaScript form of values that Avro stores as bytes or numbers. If _toValue returns undefined,
// the event is refused and the error names the field.

/** A string such as 0d4f4a0e-9c5c-4d0e-8f4e-3a1f5f0b6c11; 16 bytes in Avro. */
class Uuid extends avro.types.LogicalType {
  _fromValue(bytes) {
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
  _toValue(text) {
    return UUID.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : undefined;
  }
}

/** A string such as 2000-01-31; days since 1970 in Avro. */
class Day extends avro.types.LogicalType {
  _fromValue(days) {
    return new Date(days * DAY).toISOString().slice(0, 10);
  }
  _toValue(text) {
    const days = Date.parse(`${text}T00:00:00Z`) / DAY;
    // Date.parse accepts 31 February as a day in March.
    return Number.isInteger(days) && this._fromValue(days) === text ? days : undefined;
  }
}

/** A Date; milliseconds since 1970 in Avro. */
class Timestamp extends avro.types.LogicalType {
  _fromValue(millis) {
    return new Date(millis);
  }
  _toValue(date) {
    return date instanceof Date ? date.getTime() : undefined;
  }
}

/** Writes events about candidates to iec.profiles, iec.responses and iec.applications. */
export class Producer {
  #registry;
  #registryUrl;
  #kafka;
  #ids = new Map();

  /**
   * @param {string[]} brokers host:port of one or more brokers
   * @param {string} registryUrl address of the schema registry; without a path, Apicurio's path is appended
   * @param {{kafka: object, registry: object}} access how to authenticate; see command-config.mjs
   */
  constructor(brokers, registryUrl, access = { kafka: {}, registry: {} }) {
    if (!/^https?:\/\//.test(registryUrl)) {
      throw new Error(`the registry's address must begin with http:// or https://: ${registryUrl}`);
    }
    const url = new URL(registryUrl);
    this.#registryUrl = url.pathname === '/' ? new URL('/apis/ccompat/v7', url).href : url.href;
    this.#registry = new SchemaRegistry(
      { host: this.#registryUrl, ...access.registry },
      {
        [SchemaType.AVRO]: {
          logicalTypes: { uuid: Uuid, date: Day, 'timestamp-millis': Timestamp },
        },
      },
    );
    this.#kafka = new Kafka({ brokers, ...access.kafka, logLevel: logLevel.NOTHING }).producer({
      // Chooses the same partition as Java; a record in any other partition is refused.
      createPartitioner: Partitioners.DefaultPartitioner,
    });
  }

  connect() {
    return this.#kafka.connect();
  }

  close() {
    return this.#kafka.disconnect();
  }

  /**
   * Resolves when the brokers have acknowledged the event. After an error they may have stored it nevertheless: send
   * the same event again with the same eventId.
   *
   * @param {string} topic such as iec.profiles
   * @param {string} name of the event, such as ProfileSubmitted
   * @param {object} event its fields; those with a default in the schema may be omitted
   * @returns {Promise<{partition: number, baseOffset: string}>} position of the record
   */
  async send(topic, name, event) {
    const value = await this.#encode(name, event);
    const [place] = await this.#kafka.send({
      topic,
      messages: [{ key: event.candidateId.toLowerCase(), value }],
    });
    return place;
  }

  async #encode(name, event) {
    const id = await this.#schemaId(name);
    try {
      return await this.#registry.encode(id, event);
    } catch (e) {
      const fields = e.paths?.map((path) => path.join('.')).join(', ');
      throw fields ? new Error(`${name}: wrong or missing: ${fields}`, { cause: e }) : e;
    }
  }

  async #schemaId(name) {
    if (!this.#ids.has(name)) {
      const subject = `org.iecpools.events.${name}`;
      try {
        this.#ids.set(name, await this.#registry.getLatestSchemaId(subject));
      } catch (e) {
        throw new Error(`no schema ${subject} from ${this.#registryUrl}: ${e.message}`, { cause: e });
      }
    }
    return this.#ids.get(name);
  }
}
