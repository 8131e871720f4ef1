// Runs docs/verify-draw.mjs next to @noble/curves, so that it checks signatures of the beacon too: all vectors must be
// correct, of rounds and of bundles, and a genuine signature of another round of the beacon must be found wrong.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = name => fileURLToPath(new URL(name, import.meta.url))
const program = path('node_modules/verify-draw.mjs') // a module finds packages next to itself
copyFileSync(path('../../docs/verify-draw.mjs'), program)
const vectors = JSON.parse(readFileSync(path('../../docs/draw-vectors.json')))

function lines(file) {
  const { stdout } = spawnSync(process.execPath, [program, '-'], { input: JSON.stringify(file), encoding: 'utf8' })
  return stdout.split('\n').filter(line => line.includes('signature of the beacon') || line.includes('WRONG'))
}

const sealed = vectors.sealedRounds
const right = lines(vectors)
let failed = right.length !== sealed.length || right.some(line => !line.startsWith('ok'))
for (const [index, round] of sealed.entries()) {
  const { signature } = sealed[(index + 1) % sealed.length].beacon
  const value = createHash('sha256').update(Buffer.from(signature, 'hex')).digest('hex')
  const forged = { rounds: [{ ...round, beacon: { ...round.beacon, signature, value } }] }
  failed ||= !lines(forged).some(line => line.startsWith('WRONG signature of the beacon'))
}
const { bundles } = JSON.parse(readFileSync(path('../../docs/bundle-vectors.json')))
const ofBundles = lines({ bundles })
failed ||= ofBundles.length !== bundles.length || ofBundles.some(line => !line.startsWith('ok'))
console.log(failed ? `the vectors or the program are wrong:\n${[...right, ...ofBundles].join('\n')}`
  : `${sealed.length} signatures of rounds and ${bundles.length} of bundles are genuine, forged ones are found`)
process.exitCode = failed ? 1 : 0
