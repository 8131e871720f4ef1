// Checks the proof of a draw as docs/draw.md describes it. Pure functions of their arguments, without dependencies; they
// need WebCrypto (crypto.subtle), which browsers have on HTTPS and on loopback addresses, and Node from version 20 on.

const BY_SEED = "iec-pools/draw/1";
const BY_SEED_AND_BEACON = "iec-pools/draw/2";
const NAME = "iec-pools/name/2";
const NAME_BYTES = 16;
export const LEAF = Uint8Array.of(0);
export const NODE = Uint8Array.of(1);
const NO_CAP = -1;
const SEED_BYTES = 32;
const SMALLEST_INT32 = -(2 ** 31);
const LARGEST_INT32 = 2 ** 31 - 1;

/** Whether this browser can compute hashes. It cannot on a page loaded over plain HTTP from another host. */
export const canCheck = () => globalThis.crypto?.subtle !== undefined;

// ---- formats

/** The bytes of a string of hexadecimal digits. */
export const bytesOfHex = hex => Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16));

/** The bytes of a text in base64. Throws an error if it is none. */
export const bytesOfBase64 = encoded => Uint8Array.from(atob(encoded), character => character.charCodeAt(0));

/** Bytes as lower-case hexadecimal digits. Such strings of equal length have the order of the unsigned numbers. */
export const hexOf = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");

/** The 16 bytes of a UUID. */
export const bytesOfUuid = uuid => bytesOfHex(uuid.replaceAll("-", ""));

const uuidOf = bytes => hexOf(bytes.slice(0, 16)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** One array of all bytes. */
export function concatenated(parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The bytes of a text in UTF-8. */
export const text = characters => new TextEncoder().encode(characters);

/** The 8 bytes of a number, the highest first. */
export function bytesOfUint64(number) {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(number));
  return new Uint8Array(view.buffer);
}

const digest = async (algorithm, parts) => new Uint8Array(await crypto.subtle.digest(algorithm, concatenated(parts)));
/** Hashes of byte arrays that are concatenated. */
export const sha256 = (...parts) => digest("SHA-256", parts);
export const sha512 = (...parts) => digest("SHA-512", parts);

/**
 * The commitment of a round: SHA-256(tag || round id || kind || size || cap || yield || seed), in hexadecimal. With a
 * beacon, chain hash and number of the beacon's round are before the seed.
 * @param rule {kind, size} of an operator, or {kind, cap, yield} of the policy; an omitted cap is none
 * @param beacon {chain, round}; null if the seed alone decides
 */
export async function commitment(roundId, rule, seed, beacon) {
  const byOperator = rule.kind === "OPERATOR";
  const fields = new DataView(new ArrayBuffer(17));
  fields.setUint8(0, byOperator ? 1 : 0);
  fields.setInt32(1, byOperator ? rule.size : 0);
  fields.setInt32(5, byOperator ? NO_CAP : (rule.cap ?? NO_CAP));
  fields.setFloat64(9, byOperator ? 0 : rule.yield);
  const named = beacon ? [bytesOfHex(beacon.chain), bytesOfUint64(beacon.round)] : [];
  const tag = text(beacon ? BY_SEED_AND_BEACON : BY_SEED);
  return hexOf(await sha256(tag, bytesOfUuid(roundId), new Uint8Array(fields.buffer), ...named, bytesOfHex(seed)));
}

/** What stands for a profile in the list, 16 bytes: the profile itself, or with a beacon its pseudonym in this round. */
export async function nameOf(proof, profileId) {
  if (!proof.beacon) return bytesOfUuid(profileId);
  return (await sha256(text(NAME), bytesOfUuid(proof.roundId), bytesOfUuid(profileId))).slice(0, NAME_BYTES);
}

/** The key of the tickets: the seed, or what HKDF (RFC 5869) derives from seed, beacon, round and list. */
async function ticketKey({ seed, beacon, roundId, merkleRoot }) {
  if (!beacon) return bytesOfHex(seed);
  const key = await crypto.subtle.importKey("raw", bytesOfHex(seed), "HKDF", false, ["deriveBits"]);
  const info = concatenated([text(BY_SEED_AND_BEACON), bytesOfUuid(roundId), bytesOfHex(merkleRoot)]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: bytesOfHex(beacon.value), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}

/** The ticket of a name in the list: HMAC-SHA-256(key, round id || name), in hexadecimal. */
async function ticket(proof, name) {
  return (await ticketsOf(proof))(name);
}

/** A function of a name in the list to its ticket, which derives the key once. */
export async function ticketsOf(proof) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", await ticketKey(proof), algorithm, false, ["sign"]);
  const round = bytesOfUuid(proof.roundId);
  return async name => hexOf(new Uint8Array(await crypto.subtle.sign("HMAC", key, concatenated([round, name]))));
}

/** The id of a profile's invitation: UUID version 5 in the namespace of the round. */
export async function invitationId(roundId, profileId) {
  const hash = await digest("SHA-1", [bytesOfUuid(roundId), bytesOfUuid(profileId)]);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  return uuidOf(hash);
}

/** The value of a beacon's round: of drand the hash of its signature, of pulses that of pulse and signature. */
export function valueOf({ signature, pulse }) {
  return isAbsent(pulse) ? sha256(bytesOfHex(signature)) : sha512(bytesOfHex(pulse), bytesOfHex(signature));
}

// ---- the Merkle tree of RFC 9162

/**
 * The sides on which the hashes of an inclusion path are, from the leaf upwards (RFC 9162, section 2.1.3.2).
 * @return an array of "left" and "right"; null if no leaf of such a tree has the index
 */
export function sides(index, size) {
  if (!(Number.isInteger(index) && index >= 0 && index < size)) return null;
  const found = [];
  let [node, last] = [index, size - 1];
  while (last > 0) {
    // A last node without a sibling is moved up unchanged.
    if (node % 2 === 1) found.push("left");
    else if (node < last) found.push("right");
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return found;
}

/**
 * The root that follows from a leaf, as a name in the list, and its path, in hexadecimal. Its hash is SHA-256(0x00 || leaf).
 * @return null if the length of the path does not fit the index and the number of leaves
 */
export async function rootOf(leaf, index, size, path) {
  const places = sides(index, size);
  if (places?.length !== path.length) return null;
  let hash = await sha256(LEAF, leaf);
  for (const [i, side] of places.entries()) {
    const sibling = bytesOfHex(path[i]);
    hash = side === "left" ? await sha256(NODE, sibling, hash) : await sha256(NODE, hash, sibling);
  }
  return hexOf(hash);
}

// ---- fields of a proof

export const isUuid = value => typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
export const isHash = value => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isName = value => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
const isValue = value => typeof value === "string" && /^([0-9a-f]{64}|[0-9a-f]{128})$/.test(value);
const isSignature = value => typeof value === "string" && /^([0-9a-f]{96}|[0-9a-f]{1024})$/.test(value);
const isPulse = value => typeof value === "string" && /^([0-9a-f]{2})+$/.test(value);
const isSeed = value => typeof value === "string" && /^([0-9a-f]{2})*$/.test(value);
const isCount = value => Number.isInteger(value) && value >= 0 && value <= LARGEST_INT32;
const isInt32 = value => Number.isInteger(value) && value >= SMALLEST_INT32 && value <= LARGEST_INT32;
const isText = value => typeof value === "string";
export const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value);
export const isAbsent = value => value === undefined || value === null;
const or = test => value => isAbsent(value) || test(value);
const arrayOf = test => value => Array.isArray(value) && value.every(test);

const OF_ROUND = { roundId: isUuid, rule: isObject, seed: isSeed, size: isInt32, invited: isCount, drawable: isCount, cutOff: or(isHash), merkleRoot: isHash };
const OF_BEACON = { chain: isHash, round: value => Number.isSafeInteger(value) && value > 0, value: isValue, signature: isSignature, pulse: or(isPulse) };
const OF_POLICY = { size: isAbsent, cap: or(isCount), yield: value => typeof value === "number" };
const OF_OPERATOR = { size: isCount, cap: isAbsent, yield: isAbsent };
const OF_CANDIDATE = {
  profileId: isUuid,
  ticket: isHash,
  invited: value => typeof value === "boolean",
  invitationId: or(isUuid),
  voidedBecause: or(isText),
  index: isCount,
  path: arrayOf(isHash),
};
const OF_CORRECTION = { reason: isText, voided: arrayOf(isUuid) };

/** The commitment of a proof; test vectors state it without an object. */
const committed = proof => (isObject(proof.commitment) ? proof.commitment.value : proof.commitment);

/** Names of the fields of a proof that are missing or have the wrong format. */
export function faultsOf(proof) {
  if (!isObject(proof)) return ["proof"];
  const faults = [];
  const check = (object, tests, at) => {
    for (const [name, test] of Object.entries(tests)) if (!test(object[name])) faults.push(at + name);
  };
  check(proof, OF_ROUND, "");
  if (!isHash(committed(proof))) faults.push("commitment");
  if (isObject(proof.rule)) {
    if (proof.rule.kind === "POLICY") check(proof.rule, OF_POLICY, "rule.");
    else if (proof.rule.kind === "OPERATOR") check(proof.rule, OF_OPERATOR, "rule.");
    else faults.push("rule.kind");
  }
  if (isObject(proof.beacon)) check(proof.beacon, OF_BEACON, "beacon.");
  else if (!isAbsent(proof.beacon)) faults.push("beacon");
  if (isObject(proof.candidate)) check(proof.candidate, { ...OF_CANDIDATE, pseudonym: proof.beacon ? isName : isAbsent }, "candidate.");
  else if (!isAbsent(proof.candidate)) faults.push("candidate");
  if (Array.isArray(proof.corrections)) {
    proof.corrections.forEach((one, i) => (isObject(one) ? check(one, OF_CORRECTION, `corrections.${i}.`) : faults.push(`corrections.${i}`)));
  } else if (!isAbsent(proof.corrections)) {
    faults.push("corrections");
  }
  return faults;
}

// ---- the steps

/**
 * Checks a proof step by step. Every step is done, also after one that failed, unless the proof cannot be read.
 *
 * | step | holds if |
 * |---|---|
 * | format | all fields are there and have the right format; otherwise it is the only step, and got lists the fields |
 * | request | the proof is of the round and the profile that were asked for |
 * | seed | the seed has 32 bytes |
 * | commitment | seed, round, size rule and the beacon's round produce the commitment |
 * | size | the operator's size is the announced one; any size but a negative one holds by the policy |
 * | invited | min(size, drawable) were invited |
 * | cut-off | there is a cut-off if and only if somebody was invited |
 * | beacon | the value of the beacon is the hash of its signature, or of pulse and signature |
 * | pseudonym | the pseudonym follows from round and profile |
 * | ticket | the ticket follows from seed, round and profile, with a beacon also from its value and the list |
 * | leaf | the path has the length that index and drawable require |
 * | merkle-root | leaf and path lead to the root |
 * | verdict | the candidate was invited if and only if the ticket is not above the cut-off |
 * | all-invited | if as many were invited as could be drawn, the candidate was |
 * | invitation | the id of the invitation is the one of round and profile; null if there is none |
 * | correction | the invitation was voided for the reason that the list of corrections has; null if it has none |
 *
 * The steps from pseudonym on are left out if the proof has no candidate, and beacon and pseudonym if it has no beacon. Whether
 * the chain of the beacon has signed its round is not checked.
 *
 * @param proof as invitation-service answers it; a missing field is equivalent to null
 * @param asked {roundId, profileId}: what was asked for; fields that are not known are omitted
 * @return an array of {id, ok, expected, got}: what follows from the other fields, and what the proof states
 */
export async function checkProof(proof, asked = {}) {
  const faults = faultsOf(proof);
  const steps = [];
  const step = (id, expected, got) => steps.push({ id, ok: expected === got, expected, got });
  step("format", "", faults.join(", "));
  if (faults.length > 0) return steps;

  const its = proof.candidate ?? null;
  const stated = [proof.roundId, its?.profileId ?? ""];
  step("request", [asked.roundId ?? stated[0], asked.profileId ?? stated[1]].join(" ").toLowerCase(), stated.join(" "));
  step("seed", SEED_BYTES, proof.seed.length / 2);
  step("commitment", await commitment(proof.roundId, proof.rule, proof.seed, proof.beacon), committed(proof));
  step("size", proof.rule.kind === "OPERATOR" ? proof.rule.size : Math.max(0, proof.size), proof.size);
  step("invited", Math.min(proof.size, proof.drawable), proof.invited);
  const cutOff = proof.cutOff ?? null;
  step("cut-off", proof.invited > 0, cutOff !== null);
  if (proof.beacon) step("beacon", hexOf(await valueOf(proof.beacon)), proof.beacon.value);
  if (its !== null) await checkCandidate(step, proof, its, cutOff);
  return steps;
}

async function checkCandidate(step, proof, its, cutOff) {
  const name = await nameOf(proof, its.profileId);
  if (proof.beacon) step("pseudonym", hexOf(name), its.pseudonym);
  // A key without bytes cannot be used. The step of the seed has failed then.
  step("ticket", proof.seed === "" ? null : await ticket(proof, name), its.ticket);
  step("leaf", sides(its.index, proof.drawable)?.length ?? null, its.path.length);
  step("merkle-root", await rootOf(name, its.index, proof.drawable, its.path), proof.merkleRoot);
  step("verdict", cutOff !== null && its.ticket <= cutOff, its.invited);
  step("all-invited", its.invited || proof.invited === proof.drawable, its.invited);
  const invitation = its.invited ? await invitationId(proof.roundId, its.profileId) : null;
  step("invitation", invitation, its.invitationId ?? null);
  const voiding = (proof.corrections ?? []).find(one => invitation !== null && one.voided.includes(invitation));
  step("correction", voiding?.reason ?? null, its.voidedBecause ?? null);
}
