"use strict";

// Interval of requests for the figures; an unchanged answer is a 304 of a few bytes.
const POLL_MILLIS = 3000;
const TIMEOUT_MILLIS = 6000;

// The categories of the service (Category) with their names; PageTest compares the two.
const CATEGORIES = {
  WORKING_HOLIDAY: "Working Holiday",
  YOUNG_PROFESSIONALS: "Young Professionals",
  INTERNATIONAL_COOP: "International Co-op",
};
// Sort order of amounts: a word sorts above or below every number.
const WORDS = { "unlimited": Infinity, "to be announced": -1, "not offered": -2 };

const number = new Intl.NumberFormat("en-CA");
const clock = new Intl.DateTimeFormat("en-CA", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const toronto = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Toronto", year: "numeric", month: "short", day: "numeric" });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Toronto", month: "short", day: "numeric" });

const $ = id => document.getElementById(id);
const amount = value => (typeof value === "number" ? value : WORDS[value] ?? -3);

const COLUMNS = [
  { id: "country", name: "Country", sort: r => r.countryName, cell: country, header: true },
  { id: "category", name: "Category", sort: r => category(r), cell: categoryCell },
  { id: "quota", name: "Quota", sort: r => amount(r.quota), numeric: true, cell: quota },
  { id: "spots", name: "Spots available", short: "Spots", sort: r => amount(r.spotsAvailable), numeric: true, cell: (td, r) => value(td, r.spotsAvailable) },
  { id: "open", name: "Open invitations", short: "Open", sort: r => r.openInvitations, numeric: true, cell: (td, r) => value(td, r.openInvitations) },
  { id: "candidates", name: "Candidates in pool", short: "Candidates", sort: r => r.candidatesInPool, numeric: true, cell: candidates },
  { id: "invitations", name: "Invitations issued", short: "Invitations", sort: r => r.invitationsIssued, numeric: true, cell: (td, r) => value(td, r.invitationsIssued) },
  { id: "lois", name: "LOIs issued", short: "LOIs", sort: r => r.loisIssued, numeric: true, cell: (td, r) => value(td, r.loisIssued) },
  { id: "last", name: "Last round", sort: r => r.lastRoundAt, down: true, wide: true, cell: lastRound },
  { id: "chance", name: "Chance", sort: r => r.chance, down: true, cell: chance },
];

// The user's selection is kept in the URL, so that it survives a reload and can be shared.
const state = read();
let data = null;
let shown = new Map();
let away = false;
let asked = 0;
let timer = 0;
// The version shown; sent with each request, so that an instance that is behind waits or refuses.
// It survives a reload of the page, unless the instance that answers then cannot reach it.
let version = stored();

function read() {
  const q = new URLSearchParams(location.search);
  const column = COLUMNS.some(c => c.id === q.get("sort")) ? q.get("sort") : "country";
  return {
    season: q.get("season") ?? "",
    country: q.get("country") ?? "",
    category: q.get("category") in CATEGORIES ? q.get("category") : "",
    asOf: /^\d{4}-\d{2}-\d{2}$/.test(q.get("asOf") ?? "") ? q.get("asOf") : "",
    sort: column,
    down: q.get("order") === "down",
  };
}

function remember() {
  const q = new URLSearchParams();
  for (const name of ["season", "country", "category", "asOf"]) if (state[name]) q.set(name, state[name]);
  if (state.sort !== "country" || state.down) {
    q.set("sort", state.sort);
    q.set("order", state.down ? "down" : "up");
  }
  history.replaceState(null, "", q.size ? "?" + q : location.pathname);
}

function stored() {
  try {
    return sessionStorage.getItem("version");
  } catch {
    return null; // storage is switched off
  }
}

function store(value) {
  version = value;
  try {
    if (value) sessionStorage.setItem("version", value);
    else sessionStorage.removeItem("version");
  } catch {
    // storage is switched off
  }
}

function query(extra) {
  const q = new URLSearchParams();
  if (state.season) q.set("season", state.season);
  if (state.asOf) q.set("asOf", state.asOf);
  for (const [name, text] of Object.entries(extra ?? {})) q.set(name, text);
  return "api/v1/dashboard" + (q.size ? "?" + q : "");
}

async function refresh() {
  clearTimeout(timer);
  const request = ++asked;
  try {
    const response = await fetch(query(), {
      cache: "no-cache",
      headers: { Accept: "application/json", ...(version && { "Iec-Min-Version": version }) },
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    const body = await response.json();
    if (request !== asked) return;
    if (response.ok) {
      store(response.headers.get("Iec-Version"));
      data = body;
      present();
      back();
    } else if (version && (has(body, "VERSION_OF_ANOTHER_LOG") || has(body, "BAD_VERSION") || (!data && has(body, "VERSION_NOT_REACHED")))) {
      // The data was recreated, the release has changed, or no figures are shown yet that could go back.
      store(null);
      return refresh();
    } else if (has(body, "VERSION_NOT_REACHED") || has(body, "TOO_MANY_WAITING")) {
      gone("The instance that answered is behind these numbers, which are");
    } else if (response.status === 400) {
      notice(body.detail ?? "The service cannot read the request.");
    } else {
      gone();
    }
  } catch {
    if (request !== asked) return;
    gone();
  }
  if (!document.hidden) timer = setTimeout(refresh, POLL_MILLIS);
}

function back() {
  away = false;
  document.body.classList.remove("stale");
  notice("");
  const now = clock.format(new Date());
  $("status").dataset.state = data.live ? "live" : "past";
  $("status-text").textContent = data.live ? `Live, updated ${now}` : `As of ${toronto.format(new Date(data.asOf))}, updated ${now}`;
  back.at = now;
}

function has(problem, code) {
  return (problem.errors ?? []).some(fault => fault.code === code);
}

function gone(why = "The statistics service does not answer. These numbers are") {
  document.body.classList.add("stale");
  $("status").dataset.state = "away";
  $("status-text").textContent = "No connection";
  // Set once: screen readers would announce an alert that changes with every attempt.
  if (!away) {
    notice(back.at
      ? `${why} from ${back.at}; trying again every few seconds.`
      : "The statistics service does not answer yet; trying again every few seconds.");
  }
  away = true;
}

function notice(text) {
  if ($("notice").textContent !== text) $("notice").textContent = text;
  $("notice").hidden = !text;
}

function category(row) {
  return (CATEGORIES[row.category] ?? row.category) + (row.stream ? " " + row.stream : "");
}

function wanted(row) {
  const text = fold(state.country.trim());
  return (!state.category || row.category === state.category)
    && (!text || fold(row.countryName).includes(text) || row.country.toLowerCase() === text);
}

// Remove accents, so that Cote d'Ivoire is found without them.
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function sorted(rows) {
  const column = COLUMNS.find(c => c.id === state.sort);
  const byPlace = (a, b) => a.countryName.localeCompare(b.countryName, "en") || category(a).localeCompare(category(b), "en");
  return [...rows].sort((a, b) => {
    const x = column.sort(a);
    const y = column.sort(b);
    // Rows without a value come last in either direction.
    if (x === null || y === null) return (x === null) - (y === null) || byPlace(a, b);
    const order = typeof x === "string" ? x.localeCompare(y, "en") : x === y ? 0 : x < y ? -1 : 1;
    return (state.down ? -order : order) || byPlace(a, b);
  });
}

function present() {
  seasons();
  const rows = sorted(data.rows.filter(wanted));
  const season = data.season ?? "";
  document.title = season ? `IEC pools, season ${season}` : "IEC pools";
  $("caption").textContent = season
    ? `Season ${season}: ${rows.length === data.rows.length ? "all" : rows.length + " of"} ${data.rows.length} pools`
    : "Pools of the season";
  draw(rows);
  totals(rows);
  $("table").hidden = $("totals").hidden = rows.length === 0;
  $("empty").hidden = rows.length > 0;
  $("empty").textContent = data.rows.length
    ? "No pool matches the filters."
    : season
      ? `Nothing is known of season ${season}.`
      : "No season has been announced yet. The table appears with the first announcement or event.";
  const past = !data.live;
  $("asOf-note").hidden = !past;
  if (past) $("asOf-note").textContent = `Everything that happened before ${toronto.format(new Date(data.asOf))}, 00:00 in Toronto, from all that is known now.`;
  link("csv", { format: "csv" });
  link("json");
}

// A link followed from here must not lead to older figures; a copied link must not contain a version.
function link(id, extra) {
  const a = $(id);
  a.href = query(extra);
  a.onclick = () => {
    if (!version) return;
    a.href = query({ ...extra, minVersion: version });
    setTimeout(() => a.href = query(extra));
  };
}

function seasons() {
  const select = $("season");
  const known = [...new Set([...data.seasons, ...(data.season ? [data.season] : [])])].sort((a, b) => b - a);
  const have = [...select.options].map(o => Number(o.value));
  if (known.join() !== have.join()) select.replaceChildren(...known.map(s => new Option(s, s)));
  select.disabled = known.length === 0;
  if (data.season && document.activeElement !== select) select.value = data.season;
}

// Row elements are reused while their pool is shown, so that focus, selection and scroll survive.
function draw(rows) {
  const next = new Map();
  const body = $("rows");
  let before = body.firstElementChild;
  for (const row of rows) {
    const old = shown.get(row.pool);
    const tr = old?.tr ?? element("tr", { role: "row" });
    if (!old || JSON.stringify({ ...old.row, asOf: 0 }) !== JSON.stringify({ ...row, asOf: 0 })) fill(tr, row, old?.row.season === row.season && old);
    if (tr === before) before = before.nextElementSibling;
    else body.insertBefore(tr, before);
    next.set(row.pool, { tr, row });
  }
  for (const [pool, { tr }] of shown) if (!next.has(pool)) tr.remove();
  shown = next;
}

function fill(tr, row, old) {
  tr.className = row.quota === "not offered" ? "off" : "";
  const cells = COLUMNS.map(column => {
    const cell = element(column.header ? "th" : "td", {
      role: column.header ? "rowheader" : "cell",
      class: [column.id, column.numeric && "num", column.wide && "wide-only"].filter(Boolean).join(" "),
    });
    if (column.header) cell.scope = "row";
    else if (column.id !== "category" && column.id !== "chance") cell.dataset.label = column.short ?? column.name;
    column.cell(cell, row);
    if (old && column.numeric && column.sort(old.row) !== column.sort(row)) cell.classList.add("changed");
    return cell;
  });
  if (tr.querySelector("details")?.open) cells[0].querySelector("details")?.setAttribute("open", "");
  tr.replaceChildren(...cells);
}

function element(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, text] of Object.entries(attributes ?? {})) e.setAttribute(name, text);
  e.append(...children);
  return e;
}

function value(td, v) {
  td.append(typeof v === "number" ? number.format(v) : element("span", { class: "word" }, v));
}

function country(th, row) {
  th.append(row.countryName);
  if (row.anomalies.length === 0) return;
  const few = row.anomalies.length === 1 ? "1 anomaly" : row.anomalies.length + " anomalies";
  const list = element("ul", {}, ...row.anomalies.map(odd => element("li", {}, capital(odd.detail) + ".")));
  th.append(element("details", { class: "odd" }, element("summary", {}, few), list));
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function categoryCell(td, row) {
  td.append(CATEGORIES[row.category] ?? row.category);
  if (row.stream) td.append(" ", element("span", { class: "stream" }, row.stream.replaceAll("_", " ")));
}

function quota(td, row) {
  if (row.quotaSource === "none") {
    td.append(element("span", { class: "word" }, "unknown"));
    return;
  }
  value(td, row.quota);
  if (row.quotaSource === "reference") {
    td.append(" ", element("abbr", { class: "tag", title: "Nobody has announced this quota; it is the shipped reference" }, "ref."));
  }
}

function candidates(td, row) {
  value(td, row.candidatesInPool);
  if (row.notDrawable) {
    td.title = `When the last round ran, ${number.format(row.notDrawable)} of those in the pool could not be drawn.`;
  }
}

function lastRound(td, row) {
  if (!row.lastRoundAt) {
    td.append(element("span", { class: "word" }, "none yet"));
    return;
  }
  const at = new Date(row.lastRoundAt);
  td.append(element("time", { datetime: row.lastRoundAt, title: toronto.format(at) }, day.format(at)));
}

function chance(td, row) {
  const box = element("div", { class: "rating", "data-r": row.rating }, element("span", {}, row.rating));
  if (row.chance !== null) {
    const bar = element("span");
    bar.style.width = Math.floor(row.chance * 100 + 1e-9) + "%";
    box.append(element("span", { class: "pct" }, percent(row.chance)), element("span", { class: "bar", "aria-hidden": "true" }, bar));
  }
  td.append(box);
}

// 0 % and 100 % mean exactly nobody and everyone; other values are not rounded to them.
function percent(chance) {
  if (chance > 0 && chance < 0.01) return "less than 1 %";
  if (chance > 0.99 && chance < 1) return "more than 99 %";
  return Math.floor(chance * 100 + 1e-9) + " %";
}

function totals(rows) {
  const sum = field => number.format(rows.reduce((n, r) => n + r[field], 0));
  $("total-pools").textContent = number.format(rows.filter(r => r.quota !== "not offered").length);
  $("total-candidates").textContent = sum("candidatesInPool");
  $("total-invitations").textContent = sum("invitationsIssued");
  $("total-open").textContent = sum("openInvitations");
  $("total-lois").textContent = sum("loisIssued");
}

function sortBy(id) {
  const column = COLUMNS.find(c => c.id === id);
  // Figures are first sorted in descending order, names in ascending order.
  state.down = state.sort === id ? !state.down : Boolean(column.numeric || column.down);
  state.sort = id;
  chosen();
}

function chosen() {
  remember();
  marks();
  if (data) present();
}

function marks() {
  for (const th of $("head").children) {
    if (th.dataset.id === state.sort) th.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    else th.removeAttribute("aria-sort");
  }
  $("sort").value = state.sort;
  $("direction").textContent = state.down ? "↓" : "↑";
  $("direction").setAttribute("aria-label", state.down ? "Descending; reverse the order" : "Ascending; reverse the order");
}

function start() {
  for (const column of COLUMNS) {
    const button = element("button", { type: "button" }, column.name);
    button.addEventListener("click", () => sortBy(column.id));
    $("head").append(element("th", {
      scope: "col", role: "columnheader", "data-id": column.id,
      class: [column.numeric && "num", column.wide && "wide-only"].filter(Boolean).join(" "),
    }, button));
    $("sort").append(new Option(column.name, column.id));
  }
  for (const [id, name] of Object.entries(CATEGORIES)) $("category").append(new Option(name, id));
  for (const name of ["country", "category", "asOf"]) $(name).value = state[name];
  marks();
  $("filters").addEventListener("submit", event => event.preventDefault());
  for (const name of ["country", "category"]) {
    $(name).addEventListener("input", () => {
      state[name] = $(name).value;
      chosen();
    });
  }
  for (const name of ["season", "asOf"]) {
    $(name).addEventListener("change", () => {
      state[name] = $(name).value;
      remember();
      refresh();
    });
  }
  $("sort").addEventListener("change", () => sortBy($("sort").value));
  $("direction").addEventListener("click", () => sortBy(state.sort));
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  refresh();
}

start();
