// Signs in, and shows one view at a time.

import { get, leave, Left, Refused, token } from "./api.js";
import * as corrections from "./corrections.js";
import * as deadLetters from "./dead-letters.js";
import { announce, byId, element, show } from "./dom.js";
import { clearFaults, showFaults } from "./forms.js";
import * as history from "./history.js";
import * as rebuild from "./rebuild.js";
import * as rounds from "./rounds.js";
import * as seasons from "./seasons.js";
import { keep, restore, selectionFaults } from "./selection.js";

const VIEWS = { seasons, rounds, corrections, "dead-letters": deadLetters, rebuild, history };
const SELECTING = new Set(["seasons", "rounds", "corrections", "history"]);

const NOTICE = "iec-console-notice";

let session = null;
let expiry = 0;
let routes = 0;

/** Disables what the token does not permit, and states the scope that is missing. */
function permit() {
  for (const form of document.querySelectorAll("form[data-scope]")) {
    const { scope } = form.dataset;
    const permitted = session.scopes.includes(scope);
    form.querySelector("fieldset").disabled = !permitted;
    form.querySelector(".missing-scope")?.remove();
    if (!permitted) {
      form.prepend(element("p", { className: "missing-scope" }, "Your token does not permit this: it has no scope ", element("code", {}, scope), "."));
    }
  }
}

function showNotice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
}

/** Forgets the token and, by loading the page again, everything that it has shown. */
function signOut(text) {
  token.clear();
  sessionStorage.setItem(NOTICE, text);
  location.reload();
}

async function signIn() {
  session = await get("/console/api/session");
  restore(session.now);
  const left = new Date(session.expiresAt) - Date.now();
  byId("who").textContent = `${session.subject || "a token without a subject"}, until ${new Date(session.expiresAt).toLocaleTimeString("en-CA", { hour: "2-digit", minute: "2-digit" })}`;
  show("scopes", session.scopes.map((scope) => element("li", {}, element("code", {}, scope))));
  clearTimeout(expiry);
  // A timer cannot wait longer; such a token is refused by the service when it has expired.
  if (left < 2 ** 31) expiry = setTimeout(() => signOut("The token has expired. Sign in with a new one."), Math.max(0, left));
  permit();
}

/** Shows the view of the address. */
async function route() {
  const [name, detail] = location.hash.slice(1).split("/");
  const current = session ? (VIEWS[name] ? name : "seasons") : "sign-in";
  byId("nav").hidden = !session;
  byId("session").hidden = !session;
  byId("selection").hidden = !SELECTING.has(current);
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== `view-${current}`;
  for (const link of byId("nav").querySelectorAll("a")) {
    if (link.hash === `#${current}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const heading = byId(`view-${current}`).querySelector("h1");
  document.title = `${heading.textContent} – Operator console – IEC pools`;
  showNotice("");
  Object.values(VIEWS).forEach((view) => view.close?.());
  leave();
  const mine = ++routes;
  if (!session) return;
  const view = VIEWS[current];
  byId("content").setAttribute("aria-busy", "true");
  try {
    await view.open(detail);
  } catch (e) {
    if (e instanceof Left) return;
    if (!(e instanceof Refused)) throw e;
    if (session) view.failed(e);
  } finally {
    if (mine === routes) byId("content").removeAttribute("aria-busy");
  }
}

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("content").focus();
});
byId("sign-out").addEventListener("click", () => signOut("You have signed out."));
document.addEventListener("signed-out", () => session && signOut("The token is not accepted any more. Sign in with a new one."));
byId("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = byId("token").value.replace(/^\s*Bearer\s+/i, "").trim();
  if (!/^[\w.~+/-]+=*$/.test(given)) {
    showFaults(byId("sign-in"), [{ pointer: "/token", detail: "Paste a bearer token." }]);
    return;
  }
  token.set(given);
  try {
    await signIn();
    byId("sign-in").reset();
    clearFaults(byId("sign-in"));
    const shown = route();
    byId("content").focus();
    await shown;
    announce(`Signed in as ${session.subject}.`);
  } catch (e) {
    token.clear();
    session = null;
    if (!(e instanceof Refused)) throw e;
    showFaults(byId("sign-in"), e.faults.map((fault) => ({ ...fault, pointer: "/token" })));
  }
});
byId("selection").addEventListener("submit", (event) => {
  event.preventDefault();
  const faults = selectionFaults();
  clearFaults(byId("selection"));
  if (faults.length) {
    showFaults(byId("selection"), faults);
    return;
  }
  keep();
  route();
});
addEventListener("hashchange", async () => {
  const shown = route();
  byId("content").focus();
  await shown;
});

Object.values(VIEWS).forEach((view) => view.connect());
if (token.get()) {
  try {
    await signIn();
  } catch {
    token.clear();
    session = null;
  }
}
await route();
showNotice(sessionStorage.getItem(NOTICE) ?? "");
sessionStorage.removeItem(NOTICE);
