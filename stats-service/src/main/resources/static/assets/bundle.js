// Checks the bundle of a round as docs/draw.md describes it: all its events, its whole list, the signature of its beacon
// and, with the key of the log of rounds, its proofs of that log.
import { chainOf, signatureFaults, timeOf } from "./beacon.js";
import { lateWitnesses, logFaults } from "./log.js";
import {
  LEAF,
  NODE,
  bytesOfHex,
  commitment,
  concatenated,
  faultsOf,
  hexOf,
  isHash,
  isObject,
  isUuid,
  nameOf,
  sha256,
  text,
  ticketsOf,
  valueOf,
} from "./draw.js";

const FORMAT = "iec-pools/bundle/1";
const NAME_DIGITS = 32;
const ROUNDS = "iec.rounds";
/** What a draw repeats of its seal. */
const OF_SEAL = ["seq", "poolSize", "drawable", "size", "sizeReason", "merkleRoot", "positions", "uncheckedIdentities"];
/** Hashes that are computed side by side. */
const AT_ONCE = 2_000;

/** Whether this is a bundle, and not the proof of one candidate. */
export const isBundle = it => isObject(it) && typeof it.format === "string" && it.format.startsWith("iec-pools/bundle/");

const isReason = it => typeof it === "string" && it.trim() !== "";
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Computes something for each element, some at a time, so that a large list does not fill the memory with promises. */
async function mapped(elements, compute) {
  const results = [];
  for (let i = 0; i < elements.length; i += AT_ONCE) {
    results.push(...(await Promise.all(elements.slice(i, i + AT_ONCE).map(compute))));
  }
  return results;
}

// ---- reading

/** An event from its entry, which has hashes in place of long strings and lists. Null if it cannot be read. */
async function unpacked({ entry, replaced = [] }) {
  try {
    const texts = new Map();
    for (const one of replaced) texts.set(hexOf(await sha256(text(one))), one);
    return JSON.parse(entry, (name, value) => {
      if (!texts.has(value?.sha256)) return value;
      const found = texts.get(value.sha256);
      return ["voided", "positions"].includes(name) ? JSON.parse(found) : found;
    });
  } catch {
    return null;
  }
}

/** The draw in the form of a proof, so that its fields can be checked as those of a proof. */
function proofOf(announced, draw) {
  const { chain, number } = draw.beacon;
  return {
    roundId: draw.roundId,
    rule:
      "size" in announced
        ? { kind: "OPERATOR", size: announced.size }
        : { kind: "POLICY", cap: announced.roundCap, yield: announced.expectedYield },
    commitment: announced.commitment,
    seed: draw.seed,
    size: draw.size,
    invited: draw.invited,
    drawable: draw.drawable,
    cutOff: draw.cutOff,
    merkleRoot: draw.merkleRoot,
    beacon: { chain, round: number, value: draw.beaconValue, signature: draw.beaconSignature, pulse: draw.beaconPulse },
  };
}

/**
 * What a bundle contains, if it can be read.
 * @return {faults} with the names of what is missing, or {entries, announcements, seal, draw, corrections, proof, names}
 */
async function read(bundle) {
  const faults = [];
  if (bundle.format !== FORMAT) faults.push("format");
  if (!isUuid(bundle.roundId)) faults.push("roundId");
  if (typeof bundle.list !== "string" || !/^([0-9a-f]{32})*$/.test(bundle.list)) faults.push("list");
  if (!Array.isArray(bundle.events) || !bundle.events.every(isObject)) return { faults: [...faults, "events"] };
  const entries = [];
  for (const [i, event] of bundle.events.entries()) {
    const entry = await unpacked(event);
    if (!isObject(entry) || !isObject(entry.event) || !Number.isSafeInteger(entry.offset)) faults.push(`events.${i}`);
    else entries.push(entry);
  }
  const of = type => entries.filter(it => it.type === type).map(it => it.event);
  const announcements = of("RoundScheduled");
  const [seal] = of("RoundSealed");
  const [draw, ...corrections] = of("RoundRun");
  if (announcements.length === 0) faults.push("RoundScheduled");
  if (!isObject(seal?.beacon)) faults.push("RoundSealed");
  if (!isObject(draw?.beacon)) faults.push("RoundRun");
  if (!corrections.every(it => Array.isArray(it.voided) && it.voided.every(isUuid))) faults.push("voided");
  if (draw && !Array.isArray(draw.positions)) faults.push("positions");
  if (faults.length > 0) return { faults };
  const proof = proofOf(announcements.at(-1), draw);
  const names = bundle.list.match(new RegExp(`.{${NAME_DIGITS}}`, "g")) ?? [];
  return { faults: faultsOf(proof), entries, announcements, seal, draw, corrections, proof, names };
}

// ---- the list

/** The root of the Merkle tree of RFC 9162 over all names. */
async function merkleRoot(names) {
  if (names.length === 0) return hexOf(await sha256());
  let level = await mapped(names, name => sha256(LEAF, bytesOfHex(name)));
  while (level.length > 1) {
    const pairs = Array.from({ length: Math.floor(level.length / 2) }, (_, i) => [level[2 * i], level[2 * i + 1]]);
    // A last hash without a partner moves up as it is, which is the tree of the RFC.
    const rest = level.length % 2 === 1 ? [level.at(-1)] : [];
    level = [...(await mapped(pairs, pair => sha256(NODE, ...pair))), ...rest];
  }
  return hexOf(level[0]);
}

// ---- the steps

/**
 * Checks a bundle step by step.
 *
 * | step | holds if |
 * |---|---|
 * | bundle-format | everything is there and can be read; otherwise it is the only step, and got lists what is not |
 * | bundle-request | the bundle is of the round that was asked for |
 * | order | announcements, one seal, one draw and corrections, in this order and at ascending positions |
 * | one-round | all are of one round, pool, log and topic |
 * | announced | each further announcement states a reason, and the draw had read the last one |
 * | sealed-in-time | the list was closed before the beacon's round, and the draw was after it |
 * | same-beacon | announcement, seal and draw name the same round of the beacon |
 * | chain | the parameters of the chain lead to its hash, and the round's time follows from them |
 * | bundle-beacon | the value is the hash of the signature, or of pulse and signature |
 * | signature | the chain has signed the round; got lists what is wrong with it |
 * | repeats-seal | the draw has the numbers, positions and root of the seal, and its time |
 * | bundle-seed | the seed has 32 bytes |
 * | bundle-commitment | seed, round, size rule and the beacon's round produce the announced commitment |
 * | bundle-size | the operator's size is the announced one; a size by the policy is within the cap |
 * | bundle-invited | min(size, drawable) were invited |
 * | drawable | the list has as many names as could be drawn |
 * | ascending | each name is greater than the one before |
 * | root | the list leads to the Merkle root |
 * | lowest | the cut-off is the highest of the lowest tickets; there is none if nobody was invited |
 * | corrections | each only voids further invitations, with a reason, and keeps everything else |
 * | logged | all events are in the log of rounds; left out without its key |
 * | cosigned | each witness had confirmed the seal before the beacon's round; left out without witnesses |
 * | listed | the profile that was asked for is in the list; left out without one |
 *
 * @param asked {roundId, profileId, keys}: what was asked for, and keys of the log and of witnesses; what is not known is omitted
 * @return {steps, proof, won, voided}: an array of {id, ok, expected, got}; the draw as a proof, null if it cannot be read;
 *     whether the profile's ticket is not above the cut-off; the number of voided invitations
 */
export async function checkBundle(bundle, asked = {}) {
  const its = await read(bundle);
  const steps = [];
  const step = (id, expected, got) => steps.push({ id, ok: expected === got, expected, got });
  step("bundle-format", "", its.faults.join(", "));
  if (its.faults.length > 0) return { steps, proof: null, won: null, voided: 0 };
  const { seal, draw, proof, names } = its;

  step("bundle-request", (asked.roundId ?? bundle.roundId).toLowerCase(), draw.roundId);
  checkEvents(step, bundle, its);
  await checkBeacon(step, bundle, its);
  const changed = OF_SEAL.filter(field => !same(draw[field], seal[field]));
  step("repeats-seal", "", [...changed, ...(draw.agesJudgedAt === seal.occurredAt ? [] : ["agesJudgedAt"])].join(", "));
  step("bundle-seed", 32, proof.seed.length / 2);
  step("bundle-commitment", await commitment(proof.roundId, proof.rule, proof.seed, proof.beacon), proof.commitment);
  const most = proof.rule.kind === "OPERATOR" ? proof.rule.size : Math.min(Math.max(0, proof.size), proof.rule.cap ?? Infinity);
  step("bundle-size", most, proof.size);
  step("bundle-invited", Math.min(proof.size, proof.drawable), proof.invited);

  step("drawable", names.length, proof.drawable);
  step("ascending", 0, names.filter((name, i) => i > 0 && name <= names[i - 1]).length);
  step("root", await merkleRoot(names), proof.merkleRoot);
  // A key without bytes cannot be used. The step of the seed has failed then.
  const ticket = proof.seed === "" ? async () => null : await ticketsOf(proof);
  const tickets = (await mapped(names, name => ticket(bytesOfHex(name)))).sort();
  step("lowest", proof.invited > 0 ? (tickets[proof.invited - 1] ?? null) : null, proof.cutOff ?? null);
  checkCorrections(step, its);
  await checkLog(step, bundle, its, asked.keys ?? []);
  const voided = its.corrections.at(-1)?.voided.length ?? 0;
  if (!asked.profileId) return { steps, proof, won: null, voided };
  const name = await nameOf(proof, asked.profileId);
  step("listed", true, names.includes(hexOf(name)));
  return { steps, proof, won: isHash(proof.cutOff) && (await ticket(name)) <= proof.cutOff, voided };
}

function checkEvents(step, bundle, { entries, announcements, seal, draw, corrections }) {
  const types = [...announcements.map(() => "RoundScheduled"), "RoundSealed", ...[draw, ...corrections].map(() => "RoundRun")];
  const ascends = entries.every((it, i) => i === 0 || (it.partition === entries[i - 1].partition && it.offset > entries[i - 1].offset));
  step("order", `${types.join(" ")}, ascending`, `${entries.map(it => it.type).join(" ")}, ${ascends ? "ascending" : "not ascending"}`);
  const different = values => new Set(values.map(value => JSON.stringify(value))).size;
  const counts = [
    different([bundle.roundId, ...entries.map(it => it.event.roundId)]),
    different(entries.map(it => it.event.pool)),
    different([seal.log, draw.log, ...entries.map(it => it.log)]),
    different([ROUNDS, ...entries.map(it => it.topic)]),
  ];
  step("one-round", "1 1 1 1", counts.join(" "));
  const given = announcements.map((it, i) => (it.revision ?? 0) === i && (i === 0 || isReason(it.reason)));
  const last = entries.findLast(it => it.type === "RoundScheduled").offset;
  const readUpTo = draw.positions.find(it => it?.topic === ROUNDS && it.partition === entries[0].partition)?.offset;
  const run = entries.find(it => it.type === "RoundRun").offset;
  step("announced", true, given.every(Boolean) && readUpTo >= last && readUpTo < run);
}

async function checkBeacon(step, bundle, { announcements, seal, draw, proof }) {
  const at = Date.parse(seal.beacon.at);
  step("sealed-in-time", true, Date.parse(seal.occurredAt) < at && Date.parse(draw.occurredAt) >= at);
  step("same-beacon", JSON.stringify(seal.beacon), same(announcements.at(-1).beacon, seal.beacon) ? JSON.stringify(draw.beacon) : null);
  const chain = await chainOf(bundle.chain, proof.beacon.chain);
  const expected = chain === null ? null : `${chain.hash} ${timeOf(chain, proof.beacon.round)}`;
  step("chain", expected, `${proof.beacon.chain} ${Date.parse(draw.beacon.at)}`);
  step("bundle-beacon", hexOf(await valueOf(proof.beacon)), proof.beacon.value);
  step("signature", "", await signatureFaults(chain, proof.beacon));
}

/** What a correction keeps of its draw. */
const kept = ({ eventId, revision, invited, correction, voided, ...others }) => others;

function checkCorrections(step, { draw, corrections }) {
  let before = new Set();
  const wrong = [];
  if ((draw.revision ?? 0) !== 0) wrong.push(0);
  corrections.forEach((it, i) => {
    const voided = new Set(it.voided);
    const grows = voided.size === it.voided.length && voided.size > before.size && [...before].every(id => voided.has(id));
    const numbers = it.revision === i + 1 && it.invited === draw.invited - voided.size && voided.size <= draw.invited;
    if (!(grows && numbers && isReason(it.correction) && same(kept(it), kept(draw)))) wrong.push(i + 1);
    before = voided;
  });
  step("corrections", "", wrong.join(", "));
}

async function checkLog(step, bundle, { entries, seal }, [key, ...witnesses]) {
  if (!key) return;
  const faults = await logFaults(bundle, key);
  step("logged", "", faults.join(", "));
  if (witnesses.length === 0) return;
  const place = entries.findIndex(it => it.type === "RoundSealed");
  const before = Date.parse(seal.beacon.at) / 1000;
  const late = faults.length > 0 ? witnesses.map(it => it.name) : await lateWitnesses(bundle, witnesses, place, before);
  step("cosigned", "", late.join(", "));
}
