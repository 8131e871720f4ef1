// Receives changes as webhooks, verifies them, and prints each once (docs/webhooks.md). Needs Node 20 or later and nothing else.
//   WEBHOOK_SECRET=whsec_... node receive.mjs 8099              listens on 127.0.0.1
//   WEBHOOK_SECRET=whsec_... node receive.mjs 8099 0.0.0.0      on all addresses, for containers
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const SECONDS = 300
const KEPT = 10_000

/** Whether a request is from the holder of the secret, and recent. `body` has the bytes as they were received. */
export function isGenuine(secret, headers, body, now = Date.now() / 1000) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': sent } = headers
  if (!(Math.abs(now - time) < SECONDS)) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const ours = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest()
  return String(sent).split(' ').some(one => {
    const theirs = Buffer.from(one.replace('v1,', ''), 'base64')
    return theirs.length === ours.length && timingSafeEqual(theirs, ours)
  })
}

/** A server that calls `take` with each change once. */
export function receiver(secret, take) {
  const known = new Set()
  return createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    if (!isGenuine(secret, request.headers, body)) return response.writeHead(401).end()
    response.writeHead(204).end()
    const id = request.headers['webhook-id']
    if (known.has(id)) return
    known.add(id)
    if (known.size > KEPT) known.delete(known.values().next().value)
    take(JSON.parse(body))
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [port, address = '127.0.0.1'] = process.argv.slice(2)
  receiver(process.env.WEBHOOK_SECRET, change => console.log(JSON.stringify(change))).listen(Number(port), address)
}
