// Writes what the page /en/verify needs of @noble/curves into one file, because no release of it is on Maven Central:
//   npm ci --ignore-scripts && node vendor.mjs
// With --check it compares that file with what it would write: the same version gives the same bytes.
import { build } from 'esbuild'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = name => fileURLToPath(new URL(name, import.meta.url))
const file = path('../../stats-service/src/main/resources/static/assets/vendor/bls12-381.js')
const { version } = JSON.parse(readFileSync(path('node_modules/@noble/curves/package.json')))
const license = name => readFileSync(path(`node_modules/@noble/${name}/LICENSE`), 'utf8').trim()

const { outputFiles: [bundle] } = await build({
  stdin: { contents: 'import { bls12_381 } from "@noble/curves/bls12-381.js"; export const { shortSignatures } = bls12_381', resolveDir: path('.') },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  write: false,
  banner: {
    js: `/*!\nBLS signatures of @noble/curves ${version} and @noble/hashes, bundled by .ci/draw/vendor.mjs.\n\n` +
      `@noble/curves: ${license('curves')}\n\n@noble/hashes: ${license('hashes')}\n*/`
  }
})
if (!process.argv.includes('--check')) {
  writeFileSync(file, bundle.contents)
} else if (!readFileSync(file).equals(bundle.contents)) {
  console.log(`${file} is not what vendor.mjs writes`)
  process.exitCode = 1
} else {
  console.log(`bls12-381.js is the bundle of @noble/curves ${version}`)
}
