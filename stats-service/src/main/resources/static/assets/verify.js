// The page on which a candidate checks their own ticket, or a whole round from its bundle. It has no texts of its own: the page contains every sentence, and
// this script shows those that apply and fills in values. Attributes of elements that it uses:
//   data-message     a notice with this name; at most one is shown
//   data-outcome     inside [data-steps]: shown if all steps hold (ok), if one does not (bad), or if none was done (none)
//   data-step        a row with what follows from the proof (data-cell="expected") and what it states (data-cell="got")
//   data-verdict     the result: invited, voided, not-invited, round-only, wrong or unreadable; of a bundle whole, whole-won,
//                    whole-lost, whole-wrong or whole-unreadable
//   data-if          shown if the condition holds: readable, corrected, reannounced, beacon, quicknet, profile,
//                    keys, witnesses
//   data-value       filled with a value of the proof
//   data-fingerprint filled with a hash in groups
//   data-compare     the result of comparing a hash: commitment, merkle-root, none or incomplete
import { QUICKNET, signatureFaults } from "./beacon.js";
import { checkBundle, isBundle } from "./bundle.js";
import { canCheck, checkProof } from "./draw.js";
import { readKeys } from "./log.js";

const TIMEOUT_MILLIS = 15_000;
/** A bundle has the whole list: 32 MB for a million candidates. */
const BUNDLE_TIMEOUT_MILLIS = 120_000;
const HASH_DIGITS = 64;
const GROUP = /.{4}/g;
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const PROFILE = new RegExp(`^${UUID}$`);
const ROUND = new RegExp(`^(\\d{4})/([a-z]{2})/(${UUID})$`);

const $ = id => document.getElementById(id);
const page = $("verify");
const language = document.documentElement.lang || undefined;
const number = new Intl.NumberFormat(language);
const time = new Intl.DateTimeFormat(language, { timeZone: "America/Toronto", dateStyle: "long", timeStyle: "short" });

// The proof or bundle that is shown.
let shown = null;
// Counts checks, so that an answer that arrives after a later one is ignored.
let checks = 0;

const all = (selector, root = page) => root.querySelectorAll(selector);
const showOnly = (attribute, wanted, root = page) =>
  all(`[${attribute}]`, root).forEach(element => (element.hidden = element.getAttribute(attribute) !== wanted));
const message = name => showOnly("data-message", name);

// ---- where a proof comes from

/** What is asked for; null if an id is malformed. The profile may be empty. */
function asked(round, profile) {
  const parts = ROUND.exec(round.trim().toLowerCase());
  const profileId = profile.trim().toLowerCase();
  if (!parts || !(profileId === "" || PROFILE.test(profileId))) return null;
  const [, season, country, roundId] = parts;
  return { path: `${season}/${country.toUpperCase()}/${roundId}/`, roundId, profileId: profileId || undefined };
}

/** Requests a proof. This is the only request that contains the profile. */
function fetchProof(wanted) {
  const query = wanted.profileId ? `?profileId=${wanted.profileId}` : "";
  return fetchJson(`${wanted.path}proof${query}`, "no-store", TIMEOUT_MILLIS);
}

/** Requests the bundle of a round, which is the same for everybody. */
const fetchBundle = wanted => fetchJson(`${wanted.path}bundle`, "default", BUNDLE_TIMEOUT_MILLIS);

async function fetchJson(path, cache, timeoutMillis) {
  const response = await fetch(page.dataset.proofs + path, {
    cache,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(timeoutMillis),
  });
  return response.json();
}

async function checkAsked(request = fetchProof) {
  const wanted = asked($("verify-round").value, $("verify-profile").value);
  const check = begin();
  if (!wanted) return message("bad-ids");
  message("loading");
  let answer;
  try {
    answer = await request(wanted);
  } catch {
    answer = { status: 503 };
  }
  await show(check, answer, wanted);
}

async function checkText(text) {
  const check = begin();
  let proof;
  try {
    proof = JSON.parse(text);
  } catch {
    return message("not-json");
  }
  await show(check, proof, {});
}

/** Hides the result of the check before. */
function begin() {
  shown = null;
  $("verify-result").hidden = true;
  $("verify-whole-result").hidden = true;
  message("");
  return ++checks;
}

/** The message for an answer that is a problem (RFC 9457): by its code, if the page has a text for it. */
function problemMessage(problem) {
  const code = problem.errors?.[0]?.code;
  const known = Array.from(all("[data-message]"), element => element.dataset.message);
  return known.includes(code) ? code : "unavailable";
}

// ---- the result

async function show(check, answer, wanted) {
  if (answer?.status >= 400) {
    if (check === checks) message(problemMessage(answer));
    return;
  }
  if (isBundle(answer)) await showBundle(check, answer, wanted);
  else await showProof(check, answer, wanted);
}

async function showProof(check, proof, wanted) {
  const steps = await checkProof(proof, wanted);
  // A proof that cannot be read has one step and no values.
  const isReadable = steps.length > 1;
  if (isReadable && isByQuicknet(proof)) steps.push(await signatureStep(proof.beacon));
  if (check !== checks) return;
  shown = proof;
  showResult("verify-result", {
    steps,
    verdict: isReadable ? verdict(proof, steps.some(step => !step.ok)) : "unreadable",
    conditions: isReadable ? conditionsOf(proof) : {},
    values: isReadable ? valuesOf(proof) : {},
  });
  all("[data-fingerprint]").forEach(element => showGroups(element, isReadable ? hashes()[element.dataset.fingerprint] : ""));
  $("verify-other").value = "";
  compare();
}

/** Unlike a bundle, a proof does not contain the parameters of another chain. */
const isByQuicknet = proof => proof.beacon?.chain === QUICKNET.hash;

async function signatureStep(beacon) {
  const got = await signatureFaults(QUICKNET, beacon);
  return { id: "signature", ok: got === "", expected: "", got };
}

async function showBundle(check, bundle, wanted) {
  const keys = await readKeys($("verify-keys").value);
  if (check !== checks) return;
  if (keys === null) return message("bad-keys");
  message("checking");
  // Lets the browser show the message before it computes.
  await new Promise(resolve => setTimeout(resolve));
  const result = await checkBundle(bundle, { ...wanted, profileId: wanted.profileId ?? profileBeside(wanted), keys });
  if (check !== checks) return;
  shown = bundle;
  const wrong = result.steps.some(step => !step.ok);
  const won = { true: "whole-won", false: "whole-lost" }[result.won] ?? "whole";
  showResult("verify-whole-result", {
    steps: result.steps,
    verdict: result.proof === null ? "whole-unreadable" : wrong ? "whole-wrong" : won,
    conditions: { readable: result.proof !== null, corrected: result.voided > 0, profile: result.won !== null, keys: keys.length > 0, witnesses: keys.length > 1 },
    values: result.proof === null ? {} : { ...valuesOf(result.proof), pool: poolOf(bundle), voided: number.format(result.voided) },
  });
}

/** The profile of the form, if a file is checked: it stays in the browser. */
function profileBeside(wanted) {
  const profileId = $("verify-profile").value.trim().toLowerCase();
  return !wanted.roundId && PROFILE.test(profileId) ? profileId : undefined;
}

const poolOf = bundle => (typeof bundle.pool === "string" ? bundle.pool : undefined);

/** Fills in a section and shows it. */
function showResult(id, { steps, verdict, conditions, values }) {
  const section = $(id);
  message("");
  all("[data-steps]", section).forEach(element => showOutcome(element, steps));
  all("[data-step]", section).forEach(row => showStep(row, steps.find(step => step.id === row.dataset.step)));
  showOnly("data-verdict", verdict, section);
  all("[data-if]", section).forEach(element => (element.hidden = !conditions[element.dataset.if]));
  all("[data-value]", section).forEach(element => (element.textContent = values[element.dataset.value] ?? "–"));
  section.hidden = false;
  section.querySelector("h2").focus();
}

function verdict(proof, failed) {
  if (failed) return "wrong";
  if (!proof.candidate) return "round-only";
  if (!proof.candidate.invited) return "not-invited";
  return proof.candidate.voidedBecause ? "voided" : "invited";
}

function showOutcome(element, steps) {
  const its = steps.filter(step => element.dataset.steps.split(" ").includes(step.id));
  const outcome = its.length === 0 ? "none" : its.every(step => step.ok) ? "ok" : "bad";
  element.dataset.result = outcome;
  showOnly("data-outcome", outcome, element);
}

function showStep(row, step) {
  row.hidden = !step;
  if (!step) return;
  row.dataset.result = step.ok ? "ok" : "bad";
  for (const cell of ["expected", "got"]) {
    row.querySelector(`[data-cell="${cell}"]`).textContent = String(step[cell] ?? "–");
  }
}

const conditionsOf = proof => ({
  readable: true,
  corrected: proof.corrections?.length > 0,
  reannounced: proof.commitment?.earlier?.length > 0,
  beacon: proof.beacon,
  quicknet: isByQuicknet(proof),
});

/** Texts are shown as they are; the page inserts them as text and not as HTML. */
function valuesOf(proof) {
  const its = proof.candidate;
  const instant = text => (Number.isNaN(Date.parse(text)) ? undefined : time.format(new Date(text)));
  const count = value => (typeof value === "number" ? number.format(value) : undefined);
  return {
    pool: proof.pool,
    round: proof.roundId,
    seed: proof.seed,
    "beacon-chain": isByQuicknet(proof) ? "drand quicknet" : proof.beacon?.chain,
    "beacon-round": count(proof.beacon?.round),
    "beacon-at": instant(proof.beacon?.at),
    "beacon-value": proof.beacon?.value,
    announced: instant(proof.commitment?.scheduledAt),
    ran: instant(proof.ranAt),
    drawable: count(proof.drawable),
    invited: count(proof.invited),
    commitment: hashes(proof).commitment,
    "merkle-root": proof.merkleRoot,
    "cut-off": proof.cutOff ?? undefined,
    profile: its?.profileId,
    ticket: its?.ticket,
    position: its ? count(its.index + 1) : undefined,
    "voided-because": its?.voidedBecause ?? undefined,
    "announced-again-because": proof.commitment?.reason ?? undefined,
    corrections: proof.corrections?.map(one => one.reason).join(" "),
  };
}

// ---- fingerprints

const hashes = (proof = shown) => ({ commitment: proof?.commitment?.value ?? proof?.commitment ?? "", "merkle-root": proof?.merkleRoot ?? "" });

/** A hash in groups of four digits, which two people can read to each other. */
const groups = hash => String(hash).match(GROUP) ?? [];

function showGroups(element, hash) {
  element.replaceChildren(
    ...groups(hash).flatMap(group => {
      const part = document.createElement("span");
      part.textContent = group;
      return [part, " "];
    }),
  );
}

function compare() {
  const digits = $("verify-other").value.toLowerCase().replaceAll(/[^0-9a-f]/g, "");
  const found = Object.entries(hashes()).find(([, hash]) => hash === digits);
  const result = digits === "" ? "" : digits.length < HASH_DIGITS ? "incomplete" : (found?.[0] ?? "none");
  showOnly("data-compare", result);
}

// ---- controls

/** Reads the fragment of the address, which browsers do not send: #round=2026/IE/ID&profile=ID */
function readFragment() {
  const given = new URLSearchParams(location.hash.slice(1));
  // The same check in the other language.
  document.querySelectorAll("a[data-language]").forEach(link => (link.hash = location.hash));
  if (!given.has("round")) return;
  $("verify-round").value = given.get("round");
  $("verify-profile").value = given.get("profile") ?? "";
  checkAsked();
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(shown, null, 1)], { type: "application/json" }));
  link.download = `${isBundle(shown) ? "bundle" : "proof"}-${shown.roundId}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function start() {
  if (!canCheck()) {
    message("no-crypto");
    all("input, textarea, button").forEach(control => (control.disabled = true));
    return;
  }
  $("verify-form").addEventListener("submit", event => {
    event.preventDefault();
    checkAsked();
  });
  $("verify-whole").addEventListener("click", () => checkAsked(fetchBundle));
  $("verify-pasted").addEventListener("click", () => checkText($("verify-proof").value));
  $("verify-file").addEventListener("change", async event => {
    const [file] = event.target.files;
    if (file) await checkText(await file.text());
  });
  $("verify-other").addEventListener("input", compare);
  for (const id of ["verify-save", "verify-whole-save"]) $(id).addEventListener("click", save);
  addEventListener("hashchange", readFragment);
  readFragment();
}

start();
