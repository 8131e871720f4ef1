// Requests of the console. The token is in the storage of this tab only and goes into a header, so that no other page can
// send a request with it.

const KEY = "iec-console-token";

export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => sessionStorage.setItem(KEY, value),
  clear: () => sessionStorage.removeItem(KEY),
};

/** The view was left before its data arrived. */
export class Left extends Error {}

let reading = new AbortController();

/** Ends the reads of the view that is left, so that a late answer does not replace a newer one. */
export function leave() {
  reading.abort();
  reading = new AbortController();
}

/** The answer to a request that was refused or not answered. Its faults have pointers to fields. */
export class Refused extends Error {
  constructor(status, faults) {
    super(faults.map((fault) => fault.detail).join(" "));
    this.status = status;
    this.faults = faults;
  }
}

/**
 * Sends a request and returns status and body.
 *
 * @param {string} method
 * @param {string} path
 * @param {{body?: unknown, key?: string, signal?: AbortSignal}} options the key makes a repeat harmless
 */
export async function send(method, path, options = {}) {
  const headers = { Accept: "application/json", Authorization: `Bearer ${token.get()}` };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.key) headers["Idempotency-Key"] = options.key;
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      cache: "no-store",
      credentials: "omit",
      signal: options.signal,
    });
  } catch {
    if (options.signal?.aborted) throw new Left();
    const unknown = method === "GET" ? "Try again." : "The request may have been carried out. Send it again: it is carried out once.";
    throw new Refused(0, [{ pointer: "", code: "", detail: `The service does not answer. ${unknown}` }]);
  }
  const text = await response.text().catch(() => "");
  if (options.signal?.aborted) throw new Left();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    // An answer of something in between, such as a proxy.
  }
  if (response.ok) return { status: response.status, body };
  if (response.status === 401) document.dispatchEvent(new CustomEvent("signed-out"));
  throw new Refused(
    response.status,
    body?.errors ?? [{ pointer: "", code: "", detail: `The service answered with status ${response.status}.` }],
  );
}

export const get = async (path) => (await send("GET", path, { signal: reading.signal })).body;

/** A random UUID. The browser's own function exists on secure origins only. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
