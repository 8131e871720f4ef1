// Checks that a chain has signed a round of its beacon, as docs/beacon.md describes it. BLS signatures are checked with
// @noble/curves, which is loaded only for that; signatures of pulses with WebCrypto.
import { bytesOfBase64, bytesOfHex, bytesOfUint64, hexOf, sha256, sha512, text } from "./draw.js";

const SUITE = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const HASH_BYTES = 64;
const MILLIS = 1000;

/** drand's chain, whose parameters every verifier knows. */
export const QUICKNET = {
  hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  genesis_time: 1692803367,
  period: 3,
  public_key:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
};

/** A chain with the hash that follows from its parameters; null if they are not known. */
export async function chainOf(stated, hash) {
  if (hash === QUICKNET.hash) return QUICKNET;
  try {
    const id = text(stated.metadata.beaconID);
    if (!stated.certificate) {
      const parts = [bytesOfUint64(stated.period).slice(4), bytesOfUint64(stated.genesis_time), bytesOfHex(stated.public_key)];
      return { ...stated, hash: hexOf(await sha256(...parts, bytesOfHex(stated.groupHash), id)) };
    }
    const certificate = bytesOfBase64(stated.certificate.replaceAll(/-----[^-]+-----|\s/g, ""));
    const millis = bytesOfUint64(stated.period * MILLIS).slice(4);
    const parts = [text("iec-pools/pulse-chain/1"), await sha512(certificate), bytesOfUint64(stated.chainIndex), millis, id];
    // Pulses are counted from 1970, so that round 1 is after one period.
    return { ...stated, certificate, genesis_time: stated.period, hash: hexOf(await sha256(...parts)) };
  } catch {
    return null;
  }
}

/** When a round of a chain appears, in milliseconds. */
export const timeOf = (chain, round) => (chain.genesis_time + (round - 1) * chain.period) * MILLIS;

/**
 * What is wrong with the signature of a round.
 * @param chain as chainOf returns it
 * @param beacon {round, signature, pulse}: a number and strings of hexadecimal digits
 * @return "" if the chain has signed the round, otherwise "signature", fields of the pulse, or "certificate" for none that can be read
 */
export async function signatureFaults(chain, beacon) {
  if (chain === null) return "chain";
  if (chain.certificate) return (await pulseFaults(chain, beacon).catch(() => ["certificate"])).join(", ");
  return (await isSigned(chain, beacon)) ? "" : "signature";
}

// ---- drand: bls-unchained-g1-rfc9380, a signature of the hash of the round's number

async function isSigned(chain, { round, signature }) {
  const { shortSignatures } = await import("./vendor/bls12-381.js");
  const message = shortSignatures.hash(await sha256(bytesOfUint64(round)), SUITE);
  try {
    return shortSignatures.verify(shortSignatures.Signature.fromHex(signature), message, bytesOfHex(chain.public_key));
  } catch {
    return false; // not a point of the curve
  }
}

// ---- pulses of NIST's service: RSA signatures of their fields

async function pulseFaults(chain, { round, signature, pulse: hex }) {
  const signed = bytesOfHex(hex ?? "");
  const pulse = readPulse(signed);
  if (pulse === null) return ["pulse"];
  const millis = timeOf(chain, round);
  const { key, from, until } = readCertificate(chain.certificate);
  const holds = {
    timeStamp: Date.parse(pulse.time) === millis,
    certificate: from <= millis && millis <= until,
    certificateId: pulse.certificateId === hexOf(await sha512(chain.certificate)),
    version: pulse.version === "2.0",
    cipherSuite: pulse.cipherSuite === 0,
    period: pulse.period === chain.period * MILLIS,
    chainIndex: pulse.chainIndex === BigInt(chain.chainIndex),
    statusCode: pulse.statusCode === 0,
    signatureValue: await isSignedBy(key, signed, bytesOfHex(signature)),
  };
  return Object.keys(holds).filter(name => !holds[name]);
}

async function isSignedBy(spki, message, signature) {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" };
  const key = await crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm, key, signature, message);
}

/** The fields of a pulse in the order in which they are signed; null if the bytes are anything else. */
function readPulse(bytes) {
  const view = new DataView(bytes.buffer);
  let at = 0;
  const skip = length => {
    at += length;
    return at - length;
  };
  const int32 = () => view.getUint32(skip(4));
  const int64 = () => view.getBigUint64(skip(8));
  const string = length => {
    const start = skip(length);
    if (at > bytes.length) throw new RangeError("too short");
    return bytes.slice(start, at);
  };
  const words = () => new TextDecoder().decode(string(int32()));
  const hash = () => {
    if (int32() !== HASH_BYTES) throw new RangeError("not a hash");
    return hexOf(string(HASH_BYTES));
  };
  try {
    words(); // uri
    const pulse = { version: words(), cipherSuite: int32(), period: int32(), certificateId: hash(), chainIndex: int64() };
    int64(); // pulseIndex
    pulse.time = words();
    for (let i = 0; i < 2; i++) hash(); // localRandomValue, sourceId of the external source
    int32(); // its status
    for (let i = 0; i < 7; i++) hash(); // its value, five earlier pulses, precommitmentValue
    pulse.statusCode = int32();
    return at === bytes.length ? pulse : null;
  } catch {
    return null;
  }
}

// ---- X.509: the public key and the validity of a certificate, in milliseconds

function readCertificate(der) {
  const [toBeSigned] = elements(elements(der)[0].content);
  // Version (tag 0xa0), serial number, algorithm and issuer; validity, subject and public key.
  const [, , , , validity, , key] = elements(toBeSigned.content);
  const [from, until] = elements(validity.content).map(timeOfElement);
  return { key: key.bytes, from, until };
}

/** The elements of a sequence in DER. */
function elements(der) {
  const found = [];
  for (let at = 0; at < der.length; ) {
    const [start, length] = contentAt(der, at);
    found.push({ tag: der[at], content: der.subarray(start, start + length), bytes: der.subarray(at, start + length) });
    at = start + length;
  }
  return found;
}

function contentAt(der, at) {
  const first = der[at + 1];
  if (first < 0x80) return [at + 2, first];
  const start = at + 2 + (first & 0x7f);
  return [start, der.subarray(at + 2, start).reduce((length, byte) => length * 256 + byte, 0)];
}

/** UTCTime has two digits for a year until 2049, GeneralizedTime (tag 0x18) four. */
function timeOfElement({ tag, content }) {
  const digits = (tag === 0x18 ? "" : "20") + new TextDecoder().decode(content);
  return Date.parse(digits.replace(/^(....)(..)(..)(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}
