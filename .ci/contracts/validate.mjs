// Validates the descriptions in docs/api: each OpenAPI description against the official schema of its version, and
// events.json against that of AsyncAPI 3.0. Also checks that a broken copy of each is found to be invalid.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'

const require = createRequire(import.meta.url)
const services = ['profile-service', 'pool-service', 'invitation-service', 'stats-service']

const read = async name => JSON.parse(await readFile(new URL(`../../docs/api/${name}.json`, import.meta.url)))

const ajv = new Ajv({ strict: false })
addFormats(ajv)
const asyncApi = ajv.compile(require('@asyncapi/specs/schemas/3.0.0-without-$id.json'))

const openApiErrors = async description => {
  const result = await new Validator().validate(description)
  return result.valid ? [] : [].concat(result.errors)
}
const asyncApiErrors = description => (asyncApi(description) ? [] : asyncApi.errors)

let failed = false
const check = (name, errors, broken) => {
  for (const error of errors) console.error(`${name}: ${error.instancePath ?? ''} ${error.message ?? error}`)
  if (!broken.length) console.error(`${name}: a broken copy is not found to be invalid`)
  failed ||= errors.length > 0 || !broken.length
  if (!errors.length && broken.length) console.log(`${name} is valid`)
}

for (const service of services) {
  const description = await read(service)
  const broken = structuredClone(description)
  Object.values(Object.values(broken.paths)[0])[0].responses = []
  check(service, await openApiErrors(description), await openApiErrors(broken))
}
const events = await read('events')
const broken = structuredClone(events)
Object.values(broken.operations)[0].action = 'publish'
check('events', asyncApiErrors(events), asyncApiErrors(broken))
process.exit(failed ? 1 : 0)
