// Checks that a bundle is in the transparency log of rounds, as docs/round-log.md describes it: C2SP's signed notes
// (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint) and cosignatures (c2sp.org/tlog-cosignature).
import { bytesOfBase64, hexOf, isObject, rootOf, sha256, text } from "./draw.js";

const LOG = 1;
const WITNESS = 4;
const ID_BYTES = 4;
const TIME_BYTES = 8;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const ED25519 = "Ed25519";

/** The bytes of one line of signatures, "— name base64"; empty if it is none of this signer. */
function signatureOf(line, name) {
  const [dash, signer, encoded = ""] = line.split(" ");
  try {
    return dash === "—" && signer === name ? bytesOfBase64(encoded) : Uint8Array.of();
  } catch {
    return Uint8Array.of();
  }
}

/**
 * A verifier key, name+id+base64 of type and key.
 * @return {name, id, type, key}; null if the text is none, or if this browser has no Ed25519 signatures
 */
async function readKey(verifierKey) {
  const [name, id, ...encoded] = verifierKey.trim().split("+");
  try {
    const bytes = bytesOfBase64(encoded.join("+"));
    const hash = hexOf(await sha256(text(`${name}\n`), bytes));
    if (hash.slice(0, 2 * ID_BYTES) !== id || bytes.length !== 1 + KEY_BYTES) return null;
    const key = await crypto.subtle.importKey("raw", bytes.slice(1), ED25519, false, ["verify"]);
    return { name, id, type: bytes[0], key };
  } catch {
    return null;
  }
}

/**
 * Keys that somebody gave, one in each line: the first is that of the log, all others are those of witnesses.
 * @return an array, empty if nothing was given; null if one is not a key
 */
export async function readKeys(lines) {
  const given = lines.split("\n").filter(line => line.trim() !== "");
  const keys = await Promise.all(given.map(readKey));
  const fit = keys.every((key, i) => key?.type === (i === 0 ? LOG : WITNESS));
  return fit ? keys : null;
}

/** When a key has signed a checkpoint: seconds for a witness, 0 for the log; null if it has not. */
async function signedAt(note, { name, id, type, key }) {
  const end = note.lastIndexOf("\n\n") + 1;
  const body = note.slice(0, end);
  const timeBytes = type === WITNESS ? TIME_BYTES : 0;
  for (const line of note.slice(end + 1).split("\n")) {
    const bytes = signatureOf(line, name);
    if (hexOf(bytes.slice(0, ID_BYTES)) !== id || bytes.length !== ID_BYTES + timeBytes + SIGNATURE_BYTES) continue;
    const time = type === WITNESS ? Number(new DataView(bytes.buffer).getBigUint64(ID_BYTES)) : 0;
    const message = type === WITNESS ? `cosignature/v1\ntime ${time}\n${body}` : body;
    if (await crypto.subtle.verify(ED25519, key, bytes.slice(ID_BYTES + timeBytes), text(message))) return time;
  }
  return null;
}

/**
 * What is wrong with the proofs of the log, in an array: "missing", "indexes", "signature SIZE", "entry INDEX" or "incomplete";
 * "log" if they have another format.
 *
 * @param bundle with {events, log}
 * @param key of the log
 */
export async function logFaults({ events, log }, key) {
  try {
    if (!isObject(log) || log.missing) return ["missing"];
    const faults = [];
    const { indexes, checkpoints } = log;
    if (indexes.length !== events.length || !indexes.every((it, i) => i === 0 || it > indexes[i - 1])) faults.push("indexes");
    for (const { note, paths } of checkpoints) {
      const [origin, size, root] = note.split("\n");
      if (origin !== key.name || (await signedAt(note, key)) === null) faults.push(`signature ${size}`);
      const within = events.filter((_, i) => indexes[i] < Number(size));
      for (const [i, { entry }] of within.entries()) {
        const computed = await rootOf(text(entry), indexes[i], Number(size), paths[i] ?? []);
        if (computed !== hexOf(bytesOfBase64(root))) faults.push(`entry ${indexes[i]}`);
      }
    }
    if (!checkpoints.some(it => sizeOf(it) > indexes.at(-1))) faults.push("incomplete");
    return faults;
  } catch {
    return ["log"]; // not in this format
  }
}

const sizeOf = ({ note }) => Number(note.split("\n")[1]);

/**
 * Names of the witnesses that have not confirmed the seal in time.
 *
 * @param bundle without faults of its log
 * @param seal place of the seal among the events
 * @param before seconds of the beacon's round
 */
export async function lateWitnesses({ log }, witnesses, seal, before) {
  const late = [];
  for (const witness of witnesses) {
    const times = [];
    for (const checkpoint of log.checkpoints) {
      if (sizeOf(checkpoint) > log.indexes[seal]) times.push(await signedAt(checkpoint.note, witness));
    }
    if (!times.some(time => time > 0 && time < before)) late.push(witness.name);
  }
  return late;
}
