// Reads the file with which Kafka's own tools authenticate (--command-config), as settings of kafkajs and of the
// registry's client.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';

const REGISTRY = 'schema.registry.';

/** Properties in Java's format: name=value, comments with # or !, and \\ as an escape. */
function properties(text) {
  const lines = text.split(/\r?\n/).filter((line) => /^\s*[^\s#!]/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^\s*([^=:\s]+)\s*[=:]?\s*(.*)$/.exec(line);
      return [name, value.replace(/\\(.)/g, '$1')];
    }),
  );
}

/** The certificates to trust; undefined for those of Node. */
function certificates(config, prefix) {
  const file = config[`${prefix}ssl.truststore.location`];
  if (!file) return undefined;
  if (config[`${prefix}ssl.truststore.type`] !== 'PEM') {
    throw new Error(`Node reads only PEM truststores: set ${prefix}ssl.truststore.type=PEM and a PEM file`);
  }
  return readFileSync(file);
}

/** The option of a login module, such as username="upstream". */
function option(config, name) {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(config['sasl.jaas.config'] ?? '')?.[1];
  if (value === undefined) throw new Error(`sasl.jaas.config has no ${name}="..."`);
  return value;
}

/**
 * @param {string | undefined} file path of the file; without one, there is no authentication
 * @returns {{kafka: object, registry: object}} settings to add to those of kafkajs and of the registry's client
 */
export function commandConfig(file) {
  if (!file) return { kafka: {}, registry: {} };
  const config = properties(readFileSync(file, 'utf8'));
  const protocol = config['security.protocol'] ?? 'PLAINTEXT';
  const kafka = {};
  if (protocol.endsWith('SSL')) kafka.ssl = { ca: certificates(config, '') };
  if (protocol.startsWith('SASL_')) {
    kafka.sasl = {
      mechanism: (config['sasl.mechanism'] ?? '').toLowerCase(),
      username: option(config, 'username'),
      password: option(config, 'password'),
    };
  }
  const registry = {};
  const user = config[`${REGISTRY}basic.auth.user.info`];
  if (user) {
    const colon = user.indexOf(':');
    registry.auth = { username: user.slice(0, colon), password: user.slice(colon + 1) };
  }
  const ca = certificates(config, REGISTRY);
  if (ca) registry.agent = new Agent({ ca });
  return { kafka, registry };
}
