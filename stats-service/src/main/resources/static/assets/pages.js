// Keeps a page current and changes it in place. The server renders every state of a page; this module fetches the page
// of another address, or the same one again, and applies the differences, so that focus, selection and scroll survive.
import { apply } from "./apply.js";
import { choose, markFavourites } from "./favourites.js";

const POLL_MILLIS = 3000;
const TIMEOUT_MILLIS = 6000;
// Time without a key before typed text counts.
const TYPING_MILLIS = 400;

const language = document.documentElement.lang;
const exactly = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "long" });
const minute = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const inToronto = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "America/Toronto" });
const weekday = new Intl.DateTimeFormat(language, { weekday: "long" });
const weekdayInToronto = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "America/Toronto" });

let asked = 0;
let timer = 0;
let lastGood = new Date();
// The timer until typed text counts; 0 if there is none.
let typing = 0;
// The version shown; sent with each request, so that an instance that is behind waits or refuses.
let version = null;

document.documentElement.classList.add("scripted");
enhance(document);
listen();
schedule();

/**
 * Requests a page and shows it.
 *
 * @param {boolean} restores whether all fields are set, also one in which the reader is typing
 */
async function load(address, restores = false) {
  clearTimeout(timer);
  // Pages without numbers stay as they are, with what was typed there.
  if (!document.getElementById("status")) return;
  const request = ++asked;
  try {
    const response = await fetch(address, {
      cache: "no-cache",
      headers: { Accept: "text/html", ...(version && { "Iec-Min-Version": version }) },
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    const text = await response.text();
    if (request !== asked) return;
    // Would undo what was typed. The address with it is about to be requested.
    if (typing) return;
    if (response.headers.get("Content-Type")?.startsWith("text/html")) {
      version = response.headers.get("Iec-Version");
      show(new DOMParser().parseFromString(text, "text/html"), restores);
    } else if (response.status === 400 && version) {
      // The version is of another log, or of another release.
      version = null;
      return load(address, restores);
    } else {
      lost();
    }
  } catch {
    if (request === asked) lost();
  }
  schedule();
}

function show(next, restores) {
  enhance(next);
  document.title = next.title;
  const focused = document.activeElement;
  const kept = !restores && focused.matches("input:not([type=checkbox])") ? focused : null;
  apply(document.getElementById("content"), next.getElementById("content"), kept);
  // A row that is moved loses the focus.
  if (focused.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  const other = document.querySelector("[data-language]");
  if (other) other.href = next.querySelector("[data-language]").href;
  document.body.classList.remove("stale");
  lastGood = new Date();
}

// Set once: screen readers would announce an alert that changes with every attempt.
function lost() {
  const notice = document.getElementById("offline");
  if (!notice || document.body.classList.contains("stale")) return;
  document.body.classList.add("stale");
  notice.textContent = document.body.dataset.offline.replace("{0}", exactly.format(lastGood));
  notice.hidden = false;
}

function schedule() {
  clearTimeout(timer);
  if (document.hidden || !document.getElementById("status")) return;
  timer = setTimeout(() => load(location.href), POLL_MILLIS);
}

// What a page has in addition if scripts run.
function enhance(root) {
  localTimes(root);
  markFavourites(root, document.body.dataset.favourite);
}

// Adds the reader's own time where it differs from Toronto's, with the day if that differs too.
function localTimes(root) {
  for (const time of root.querySelectorAll("time[data-local]")) {
    const at = new Date(time.dateTime);
    const day = weekday.format(at);
    const own = minute.format(at);
    if (day !== weekdayInToronto.format(at)) addLocal(time, day + " " + own);
    else if (own !== inToronto.format(at)) addLocal(time, own);
  }
}

function addLocal(time, own) {
  time.append(" (" + document.body.dataset.forYou.replace("{0}", own) + ")");
}

function listen() {
  document.addEventListener("visibilitychange", () => document.hidden || load(location.href));
  addEventListener("popstate", () => {
    stopTyping();
    load(location.href, true);
  });
  document.addEventListener("click", event => {
    const star = event.target.closest?.("button.star");
    if (star) {
      choose(star);
      load(location.href);
      return;
    }
    const link = event.target.closest?.("a[data-live-link]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.href);
  });
  document.addEventListener("submit", event => {
    if (!event.target.matches("[data-live-form]")) return;
    event.preventDefault();
    chosen(event.target);
  });
  document.addEventListener("input", event => {
    const form = event.target.form;
    if (!form?.matches("[data-live-form]")) return;
    stopTyping();
    // A date that is being typed is complete only after its year has four digits.
    if (event.target.type === "date" && !complete(event.target)) return;
    const field = event.target;
    const typed = field.type === "search";
    typing = setTimeout(() => chosen(form, field, typed), typed || field.type === "date" ? TYPING_MILLIS : 0);
  });
}

function stopTyping() {
  clearTimeout(typing);
  typing = 0;
}

function complete(date) {
  return date.validity.valid && (date.value === "" ? !date.validity.badInput : date.value >= date.min);
}

// The address has only what differs from the defaults, so that it is short and the same for all who share it.
function chosen(form, field = null, typed = false) {
  stopTyping();
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    // Another column begins in its usual order.
    if (name === "order" && field?.name === "sort") continue;
    if (value && form.elements[name].dataset.usual !== value) query.set(name, value);
  }
  go(form.action + (query.size ? "?" + query : ""), typed);
}

// All text typed into a field is one step of the history, however many requests it took.
function go(address, typed = false) {
  const replaces = typed && history.state === "typed";
  if (address !== location.href) history[replaces ? "replaceState" : "pushState"](typed ? "typed" : null, "", address);
  load(address);
}
