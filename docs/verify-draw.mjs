// Checks draws as described in docs/draw.md: test vectors, the proof of one ticket, or the bundle of a round. Needs nothing
// but Node. Only the signature of a beacon is checked with @noble/curves, where that is installed.
//   node verify-draw.mjs draw-vectors.json
//   node verify-draw.mjs bundle.json
//   curl -s 'http://127.0.0.1:8083/api/v1/rounds/2026/IE/ROUND/proof?profileId=PROFILE' | node verify-draw.mjs -
// A second argument is a file with the parameters of a beacon to accept in place of quicknet, a local one or one of pulses;
// '' for none. Further ones are the verifier key of the log of rounds, and those of witnesses that have to confirm the seal in time.
import { createHash, createHmac, createPublicKey, hkdfSync, verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
const sha512 = (...parts) => createHash('sha512').update(Buffer.concat(parts)).digest()
const bytes = uuid => Buffer.from(uuid.replaceAll('-', ''), 'hex')
const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

const curves = await import('@noble/curves/bls12-381.js').catch(() => null)

const uint64 = number => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(number))
  return bytes
}

const uint32 = number => uint64(number).subarray(4)

// The beacon of which rounds are accepted, as relays describe it: drand's quicknet, unless a file is given
const beaconChain = process.argv[3] ? JSON.parse(readFileSync(process.argv[3], 'utf8')) : {
  public_key: '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451' +
    '0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  period: 3,
  genesis_time: 1692803367,
  groupHash: 'f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e',
  metadata: { beaconID: 'quicknet' }
}
// Only chains of pulses have a certificate
const certificate = beaconChain.certificate && new X509Certificate(beaconChain.certificate)
const chainHash = certificate
  ? sha256(Buffer.from('iec-pools/pulse-chain/1'), sha512(certificate.raw), uint64(beaconChain.chainIndex),
    uint32(beaconChain.period * 1000), Buffer.from(beaconChain.metadata.beaconID))
  : sha256(uint32(beaconChain.period), uint64(beaconChain.genesis_time),
    Buffer.from(beaconChain.public_key, 'hex'), Buffer.from(beaconChain.groupHash, 'hex'),
    Buffer.from(beaconChain.metadata.beaconID))

function commitment(roundId, rule, seed, beacon) {
  const fields = Buffer.alloc(17)
  const byOperator = rule.kind === 'OPERATOR'
  fields.writeUInt8(byOperator ? 1 : 0, 0)
  fields.writeInt32BE(byOperator ? rule.size : 0, 1)
  fields.writeInt32BE(byOperator ? -1 : (rule.cap ?? -1), 5)
  fields.writeDoubleBE(byOperator ? 0 : rule.yield, 9)
  return beacon
    ? sha256(Buffer.from('iec-pools/draw/2'), bytes(roundId), fields, Buffer.from(beacon.chain, 'hex'), uint64(beacon.round), seed)
    : sha256(Buffer.from('iec-pools/draw/1'), bytes(roundId), fields, seed)
}

// What stands for a profile in the list: the profile itself, or its pseudonym in this round
const leaf = (round, profileId) => round.beacon
  ? sha256(Buffer.from('iec-pools/name/2'), bytes(round.roundId), bytes(profileId)).subarray(0, 16)
  : bytes(profileId)

// The key of the tickets: the seed, or what follows from seed, beacon, round and list by HKDF (RFC 5869)
function ticketKey(round) {
  const seed = Buffer.from(round.seed, 'hex')
  if (!round.beacon) return seed
  const info = Buffer.concat([Buffer.from('iec-pools/draw/2'), bytes(round.roundId), Buffer.from(round.merkleRoot, 'hex')])
  return Buffer.from(hkdfSync('sha256', seed, Buffer.from(round.beacon.value, 'hex'), info, 32))
}

const ticketOf = (key, round, leaf) => createHmac('sha256', key).update(bytes(round.roundId)).update(leaf).digest()

const ticket = (round, profileId) => ticketOf(ticketKey(round), round, leaf(round, profileId))

// drand's scheme bls-unchained-g1-rfc9380: a signature of the hash of the number
function isGenuine(beacon) {
  const { shortSignatures: bls } = curves.bls12_381
  try {
    const message = bls.hash(sha256(uint64(beacon.round)), 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_')
    return bls.verify(bls.Signature.fromHex(beacon.signature), message, Buffer.from(beaconChain.public_key, 'hex'))
  } catch {
    return false // not a point of the curve
  }
}

// The fields of a signed pulse, as NIST's service signs them; null if it is anything else
function readPulse(message) {
  let at = 0
  const take = length => {
    if (at + length > message.length) throw new RangeError('too short')
    return message.subarray(at, at += length)
  }
  const int32 = () => take(4).readUInt32BE()
  const int64 = () => take(8).readBigUInt64BE()
  const text = () => take(int32()).toString()
  const hash = () => {
    if (int32() !== 64) throw new RangeError('not a hash')
    return take(64).toString('hex')
  }
  try {
    text() // uri
    const pulse = { version: text(), suite: int32(), period: int32(), certificate: hash(), chain: int64() }
    int64() // pulseIndex
    pulse.time = text()
    for (let i = 0; i < 2; i++) hash() // localRandomValue, sourceId of the external source
    int32() // its status
    for (let i = 0; i < 7; i++) hash() // its value, five earlier pulses, precommitmentValue
    pulse.status = int32()
    return at === message.length ? pulse : null
  } catch {
    return null
  }
}

function checkPulse(beacon) {
  const message = Buffer.from(beacon.pulse ?? '', 'hex')
  const signature = Buffer.from(beacon.signature, 'hex')
  const pulse = readPulse(message)
  check('pulse can be read', pulse !== null, true)
  if (!pulse) return
  const millis = beacon.round * beaconChain.period * 1000
  check('time of the pulse', Date.parse(pulse.time), millis)
  if (beacon.at) check('time of the beacon', Date.parse(beacon.at), millis)
  check('certificate valid then', Date.parse(certificate.validFrom) <= millis && millis <= Date.parse(certificate.validTo), true)
  check('version and cipher suite of the pulse', `${pulse.version} ${pulse.suite}`, '2.0 0')
  check('chain and period of the pulse', `${pulse.chain} ${pulse.period}`, `${beaconChain.chainIndex} ${beaconChain.period * 1000}`)
  check('certificate of the pulse', pulse.certificate, hex(sha512(certificate.raw)))
  check('status of the pulse', pulse.status, 0)
  check('value of the beacon', beacon.value, hex(sha512(message, signature)))
  check('signature of the beacon', verify('RSA-SHA512', message, certificate.publicKey, signature), true)
}

function invitationId(roundId, profileId) {
  const hash = createHash('sha1').update(bytes(roundId)).update(bytes(profileId)).digest()
  hash[6] = (hash[6] & 0x0f) | 0x50
  hash[8] = (hash[8] & 0x3f) | 0x80
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

// RFC 9162, section 2.1.1
function merkleRoot(leaves) {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return sha256(LEAF, leaves[0])
  let split = 1
  while (2 * split < leaves.length) split *= 2
  return sha256(NODE, merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split)))
}

// RFC 9162, section 2.1.3.2: the root that follows from a leaf and its path; null if they do not fit the size
function rootOf(its, index, size, path) {
  if (!Number.isInteger(index) || index < 0 || index >= size) return null
  let [fn, sn, hash] = [index, size - 1, sha256(LEAF, its)]
  for (const sibling of path.map(hex => Buffer.from(hex, 'hex'))) {
    if (sn === 0) return null
    if (fn % 2 === 1 || fn === sn) {
      hash = sha256(NODE, sibling, hash)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
    } else {
      hash = sha256(NODE, hash, sibling)
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 ? hash : null
}

let wrong = 0
function check(what, stated, computed) {
  const equal = stated === computed
  if (!equal) wrong++
  console.log(`${equal ? 'ok   ' : 'WRONG'} ${what}: ${stated}${equal ? '' : `, should be ${computed}`}`)
}
const hex = buffer => buffer?.toString('hex') ?? null

// A missing field is equivalent to null
const cutOff = round => round.cutOff ?? null

// Compares what a round states with what follows from its seed and rule
function checkRound(round, committed) {
  const seed = Buffer.from(round.seed, 'hex')
  check('bytes of the seed', seed.length, 32)
  check('commitment', committed, hex(commitment(round.roundId, round.rule, seed, round.beacon)))
  if (round.beacon) checkBeacon(round.beacon)
  if (round.rule.kind === 'OPERATOR') check('size by the operator', round.size, round.rule.size)
  check('invited', round.invited, Math.min(round.size, round.drawable))
  check('a cut-off is stated', cutOff(round) !== null, round.invited > 0)
}

function checkBeacon(beacon) {
  check('chain of the beacon', beacon.chain, hex(chainHash))
  if (certificate) return checkPulse(beacon)
  if (beacon.at) check('time of the beacon', Date.parse(beacon.at) / 1000, beaconChain.genesis_time + (beacon.round - 1) * beaconChain.period)
  check('value of the beacon', beacon.value, hex(sha256(Buffer.from(beacon.signature, 'hex'))))
  if (curves) check('signature of the beacon', true, isGenuine(beacon))
  else console.log('note  signature of the beacon not checked: npm install @noble/curves')
}

// Checks one candidate. Lower-case hex strings of equal length have the order of the numbers
function checkCandidate(round, its) {
  if (round.beacon) check('pseudonym', its.pseudonym, hex(leaf(round, its.profileId)))
  check('ticket', its.ticket, hex(ticket(round, its.profileId)))
  check('invited', its.invited, cutOff(round) !== null && its.ticket <= cutOff(round))
  check('invitation', its.invitationId ?? null, its.invited ? invitationId(round.roundId, its.profileId) : null)
  check('path leads to the root', hex(rootOf(leaf(round, its.profileId), its.index, round.drawable, its.path)), round.merkleRoot)
}

// Checks a round of which all candidates are known, as in the vectors
function checkAll(round) {
  const leaves = round.candidates.map(its => leaf(round, its.profileId))
  check('drawable', round.drawable, leaves.length)
  check('leaves ascend', leaves.map(hex).join(), leaves.map(hex).sort().join())
  check('Merkle root', round.merkleRoot, hex(merkleRoot(leaves)))
  const tickets = round.candidates.map(its => its.ticket).sort()
  check('cut-off', cutOff(round), round.invited > 0 ? tickets[round.invited - 1] : null)
  round.candidates.forEach(its => checkCandidate(round, its))
}

// ---- the bundle of a round: its events as entries of the log of rounds, its list, and proofs of that log

// An entry has hashes in place of long strings and lists
function unpack({ entry, replaced = [] }) {
  const texts = new Map(replaced.map(text => [hex(sha256(Buffer.from(text))), text]))
  return JSON.parse(entry, (name, value) => {
    if (!texts.has(value?.sha256)) return value
    const text = texts.get(value.sha256)
    return ['voided', 'positions'].includes(name) ? JSON.parse(text) : text
  })
}

function checkBundle(bundle) {
  check('format', bundle.format, 'iec-pools/bundle/1')
  const entries = bundle.events.map(unpack)
  const of = type => entries.filter(it => it.type === type).map(it => it.event)
  const [announcements, [seal], [draw, ...corrections]] = [of('RoundScheduled'), of('RoundSealed'), of('RoundRun')]
  const announced = announcements.at(-1)
  if (!announced || !seal || !draw?.beacon) return check('announcement, seal and draw with a beacon', false, true)
  console.log(`round ${draw.roundId}, ${draw.invited} of ${draw.drawable}`)
  const order = [...announcements.map(() => 'RoundScheduled'), 'RoundSealed', ...[draw, ...corrections].map(() => 'RoundRun')]
  check('order of the events', entries.map(it => it.type).join(), order.join())
  check('positions ascend', true, entries.every((it, i) => i === 0 || it.partition === entries[i - 1].partition && it.offset > entries[i - 1].offset))
  check('one round, pool and log', 1, new Set([bundle, ...entries.map(it => it.event)].map(it => it.roundId)).size *
    new Set(entries.map(it => JSON.stringify(it.event.pool))).size * new Set([draw, ...entries].map(it => it.log)).size)
  announcements.forEach((it, i) => check(`announcement ${i}`, `${it.revision ?? 0} ${!!it.reason}`, `${i} ${i > 0}`))
  for (const it of announcements.slice(1)) console.log(`note  announced again: ${it.reason}`)
  if (announced.afterFinalRound) console.log(`note  ordered after the final round: ${announced.afterFinalRound}`)
  const read = draw.positions.find(it => it.topic === 'iec.rounds' && it.partition === entries[0].partition)?.offset
  const last = entries.findLast(it => it.type === 'RoundScheduled').offset
  check('announced before the draw was read', true, read >= last && read < entries.find(it => it.type === 'RoundRun').offset)
  check('sealed before the beacon', true, Date.parse(seal.occurredAt) < Date.parse(seal.beacon.at))
  check('drawn after the beacon', true, Date.parse(draw.occurredAt) >= Date.parse(seal.beacon.at))
  for (const [who, it] of [['announcement', announced], ['draw', draw]]) {
    check(`beacon of the ${who}`, JSON.stringify(it.beacon), JSON.stringify(seal.beacon))
  }
  for (const field of ['seq', 'poolSize', 'drawable', 'size', 'sizeReason', 'merkleRoot', 'positions', 'uncheckedIdentities']) {
    check(`${field} of the seal`, JSON.stringify(draw[field]), JSON.stringify(seal[field]))
  }
  check('time of the seal', draw.agesJudgedAt, seal.occurredAt)
  const { chain, number, at } = draw.beacon
  const rule = 'size' in announced ? { kind: 'OPERATOR', size: announced.size }
    : { kind: 'POLICY', cap: announced.roundCap, yield: announced.expectedYield }
  const round = { ...draw, rule, beacon: { chain, round: number, at, value: draw.beaconValue, signature: draw.beaconSignature, pulse: draw.beaconPulse } }
  if (!draw.seed) return check('a seed is revealed', false, true)
  checkRound(round, announced.commitment)
  if (rule.kind === 'POLICY') check('size within the cap', true, round.size >= 0 && round.size <= (rule.cap ?? round.size))
  const list = bundle.list.match(/.{1,32}/g) ?? []
  const leaves = list.map(it => Buffer.from(it, 'hex'))
  check('drawable', round.drawable, list.length)
  check('list ascends', true, list.every((it, i) => /^[0-9a-f]{32}$/.test(it) && (i === 0 || it > list[i - 1])))
  check('Merkle root', round.merkleRoot, hex(merkleRoot(leaves)))
  const key = ticketKey(round)
  const tickets = leaves.map(it => hex(ticketOf(key, round, it))).sort()
  check('cut-off', cutOff(round), round.invited > 0 ? tickets[round.invited - 1] ?? null : null)
  checkCorrections(draw, corrections)
  checkLog(bundle, entries, Date.parse(seal.beacon.at) / 1000)
}

// A correction only voids invitations. Whose they are, a bundle does not show
function checkCorrections(draw, corrections) {
  const rest = ({ eventId, revision, invited, correction, voided, ...others }) => JSON.stringify(others)
  let before = []
  check('revision of the draw', draw.revision ?? 0, 0)
  corrections.forEach((it, i) => {
    const voided = new Set(it.voided)
    check('revision, invited and a reason of the correction', [it.revision, it.invited, !!it.correction?.trim()].join(), [i + 1, draw.invited - voided.size, true].join())
    check('the correction keeps the draw', true, rest(it) === rest(draw))
    check('voided', true, voided.size === it.voided.length && voided.size > before.length && voided.size <= draw.invited && before.every(id => voided.has(id)))
    before = it.voided
    console.log(`note  corrected, ${it.voided.length} invitations voided by now: ${it.correction}`)
  })
}

// A verifier key, name+id+base64 of type and key: c2sp.org/signed-note
function readKey(text) {
  const [name, id, ...encoded] = text.split('+')
  const [type, ...key] = Buffer.from(encoded.join('+'), 'base64')
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key)])
  return { name, id, type, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

// When a key has signed a checkpoint: seconds for a witness, 0 for the log; undefined if it has not
function signed(note, { name, id, type, key }) {
  const end = note.lastIndexOf('\n\n') + 1
  const text = note.slice(0, end)
  for (const line of note.slice(end + 1).split('\n')) {
    const [, signer, encoded = ''] = line.split(' ')
    const signature = Buffer.from(encoded, 'base64')
    if (signer !== name || signature.toString('hex', 0, 4) !== id) continue
    const time = type === 4 && signature.length === 76 ? signature.readBigUInt64BE(4) : 0n
    const message = type === 4 ? `cosignature/v1\ntime ${time}\n${text}` : text
    if (verify(null, Buffer.from(message), key, signature.subarray(type === 4 ? 12 : 4))) return Number(time)
  }
}

function checkLog({ events, log }, entries, before) {
  const [logKey, ...witnesses] = process.argv.slice(4).map(readKey)
  if (!logKey) return console.log('note  the log of rounds is not checked: its key is not given')
  check('the bundle has proofs of the log', log.missing ?? 'yes', 'yes')
  const seal = log.indexes?.[entries.findIndex(it => it.type === 'RoundSealed')]
  check('indexes ascend', true, log.indexes?.length === events.length && log.indexes.every((it, i) => i === 0 || it > log.indexes[i - 1]))
  for (const { note, paths } of log.checkpoints ?? []) {
    const [origin, size, root] = note.split('\n')
    check(`checkpoint ${size} of the log`, `${origin} ${signed(note, logKey)}`, `${logKey.name} 0`)
    events.filter((_, i) => log.indexes[i] < Number(size)).forEach(({ entry }, i) => check('entry in the log',
      rootOf(Buffer.from(entry), log.indexes[i], Number(size), paths[i] ?? [])?.toString('base64'), root))
  }
  check('all entries are in a checkpoint', true, log.checkpoints?.some(it => Number(it.note.split('\n')[1]) > log.indexes.at(-1)) ?? false)
  for (const witness of witnesses) {
    const times = (log.checkpoints ?? []).filter(it => Number(it.note.split('\n')[1]) > seal).map(it => signed(it.note, witness))
    check(`the seal was confirmed in time by ${witness.name}`, true, times.some(time => time > 0 && time < before))
  }
}

const file = JSON.parse(readFileSync(process.argv[2] === '-' ? 0 : process.argv[2], 'utf8'))
if (file.status >= 400) {
  console.log(`no proof: ${file.detail ?? file.title}`)
  process.exit(1)
}
for (const bundle of file.bundles ?? (file.format ? [file] : [])) checkBundle(bundle)
for (const round of file.format || file.bundles ? [] : [...(file.rounds ?? [file]), ...(file.sealedRounds ?? [])]) {
  console.log(`round ${round.roundId}, ${round.invited} of ${round.drawable}`)
  checkRound(round, round.commitment.value ?? round.commitment)
  if (round.candidates) checkAll(round)
  if (round.candidate) checkCandidate(round, round.candidate)
  for (const before of round.commitment.earlier ?? []) console.log(`note  announced before with commitment ${before.value}`)
  if (round.commitment.reason) console.log(`note  announced again: ${round.commitment.reason}`)
  for (const later of round.corrections ?? []) console.log(`note  corrected, ${later.voided.length} invitations voided: ${later.reason}`)
  if (round.candidate?.voidedBecause) console.log(`note  this invitation was voided: ${round.candidate.voidedBecause}`)
}
console.log(wrong === 0 ? 'everything is correct' : `${wrong} WRONG`)
process.exitCode = wrong === 0 ? 0 : 1
