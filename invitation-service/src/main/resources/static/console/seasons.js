// Seasons: the plan and quotas in force, and what announces and withdraws them.

import { get, Refused, send } from "./api.js";
import { afterwards, announce, byId, element, problem, show, table, time } from "./dom.js";
import { onSubmit, reasonFault } from "./forms.js";
import { selection } from "./selection.js";

const FIELDS = [
  ["category", "Category", ["WORKING_HOLIDAY", "YOUNG_PROFESSIONALS", "INTERNATIONAL_COOP"]],
  ["stream", "Special stream (optional)"],
  ["opensAt", "Opens"],
  ["firstRoundAt", "First round"],
  ["finalRoundAt", "Final round"],
  ["closesAt", "Closes"],
  ["roundCap", "Cap of a round (optional)"],
  ["expectedYield", "Expected yield"],
  ["rule/minAge", "Lowest age"],
  ["rule/maxAge", "Highest age"],
  ["rule/participations", "Participations"],
  ["rule/residence", "Residence", ["ANY", "OWN_COUNTRY"]],
];
const FLAGS = [
  ["rule/jobOffer", "Job offer needed"],
  ["rule/student", "Only students"],
  ["rule/placement", "Placement needed"],
];
const NUMBERS = new Set(["roundCap", "expectedYield", "rule/minAge", "rule/maxAge", "rule/participations"]);
const NEW_POOL = { category: "WORKING_HOLIDAY", expectedYield: 0.6, rule: { minAge: 18, maxAge: 35, participations: 1, residence: "ANY" }, pauses: [] };

let plan = { pools: [], quotas: [] };

const at = (pool, path) => path.split("/").reduce((value, name) => value?.[name], pool);

/** A number as a number, so that the service can judge it; anything else as it was typed. */
export const numberOrText = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

function poolEditor(pool, i) {
  const id = (path) => `pool-${i}-${path.replace("/", "-")}`;
  const pointer = (path) => ({ pointer: `/pools/${i}/${path}` });
  return element(
    "fieldset",
    { className: "pool" },
    element("legend", {}, `Pool ${i + 1}`),
    element(
      "div",
      { className: "columns" },
      FIELDS.map(([path, label, values]) => {
        const value = at(pool, path) ?? "";
        const input = values
          ? element("select", { id: id(path) }, values.map((it) => element("option", { selected: it === value }, it)))
          : element("input", { id: id(path), value: String(value), autocomplete: "off" });
        input.dataset.path = path;
        return element("div", { className: "field", data: pointer(path) }, element("label", { htmlFor: id(path) }, label), input);
      }),
    ),
    FLAGS.map(([path, label]) =>
      element("label", { className: "check" }, element("input", { type: "checkbox", id: id(path), checked: at(pool, path) === true, data: { path } }), label),
    ),
    element(
      "div",
      { className: "field", data: pointer("pauses") },
      element("label", { htmlFor: id("pauses") }, "Pauses: from and until in each line (optional)"),
      element("textarea", { id: id("pauses"), rows: 2, spellcheck: false, value: (pool.pauses ?? []).map((pause) => `${pause.from} ${pause.until}`).join("\n") }),
    ),
    element("button", { type: "button", onclick: () => editPools(readPools().filter((_, k) => k !== i)) }, `Remove pool ${i + 1}`),
  );
}

function editPools(pools) {
  show("plan-pools", pools.map(poolEditor));
}

function readPools() {
  return [...byId("plan-pools").children].map((editor, i) => {
    const pool = { rule: {} };
    for (const input of editor.querySelectorAll("[data-path]")) {
      const { path } = input.dataset;
      const [name, inner] = path.split("/");
      const text = input.value.trim();
      const value = input.type === "checkbox" ? input.checked : NUMBERS.has(path) ? numberOrText(text) : text;
      if (value === "") continue;
      if (inner) pool[name][inner] = value;
      else pool[name] = value;
    }
    const lines = byId(`pool-${i}-pauses`).value.split("\n").map((line) => line.trim()).filter(Boolean);
    pool.pauses = lines.map((line) => {
      const [from, until] = line.split(/\s+/);
      return { from, until: until ?? "" };
    });
    return pool;
  });
}

function planTable() {
  const quotas = new Map(plan.quotas.map((quota) => [quota.pool, quota.quota]));
  const rows = plan.pools.map((pool) => {
    const name = nameOf(pool);
    const quota = quotas.get(name);
    quotas.delete(name);
    return [name, quota ?? "of the reference", time(pool.opensAt), time(pool.firstRoundAt), time(pool.finalRoundAt), time(pool.closesAt), pool.roundCap ?? "none"];
  });
  quotas.forEach((quota, name) => rows.push([name, quota, "not planned", "–", "–", "–", "–"]));
  return table(
    `Plan and quotas in force, ${plan.season} ${plan.country}`,
    ["Pool", "Quota", "Opens", "First round", "Final round", "Closes", "Cap"],
    rows,
    `Nothing is announced for ${plan.season} ${plan.country}.`,
  );
}

export const nameOf = (pool) => [plan.season, plan.country, pool.category, pool.stream].filter(Boolean).join("/");

/** Loads the plan in force of the selected country. */
export async function loadPlan() {
  const { season, country } = selection();
  plan = await get(`/console/api/plans/${encodeURIComponent(season)}/${encodeURIComponent(country)}`);
  const names = plan.pools.map(nameOf);
  show("pools", names.map((name) => element("option", { value: name })));
  return names;
}

async function refresh() {
  const { season, country } = selection();
  await loadPlan();
  show("plan", planTable(), element("p", {}, `The numbers of season ${season} are published next at ${time(plan.nextPublicationAt)}.`));
  const list = await get(`/api/v1/announcements?season=${season}&country=${country}`);
  const open = list.announcements.filter((it) => ["SEASON", "QUOTA"].includes(it.kind) && !it.withdrawnAt).reverse();
  show("withdrawal-id", element("option", { value: "" }, "Choose"), open.map((it) =>
    element("option", { value: it.eventId }, `${time(it.occurredAt)}: ${it.kind === "QUOTA" ? `quota of ${it.pool}, ${it.quota}` : `season ${it.season} ${it.country}`}`)));
}

async function done(text, read = refresh) {
  await afterwards(read, failed);
  byId("plan").append(element("p", { className: "done", id: "season-done" }, text));
  announce(text);
}

export async function open() {
  await refresh();
  editPools(plan.pools.length ? plan.pools : [NEW_POOL]);
}

export function connect() {
  byId("add-pool").addEventListener("click", () => editPools([...readPools(), NEW_POOL]));
  onSubmit("quota-form", async (key) => {
    const reason = byId("quota-reason").value;
    const local = reasonFault(reason);
    if (local.length) throw new Refused(422, local);
    const body = { pool: byId("quota-pool").value.trim(), quota: numberOrText(byId("quota-number").value.trim()), reason };
    if (byId("quota-override").value.trim()) body.override = byId("quota-override").value;
    await send("POST", "/api/v1/quotas", { body, key });
    byId("quota-form").reset();
    await done(`The quota of ${body.pool} is announced: ${body.quota}.`);
  });
  onSubmit("publication-form", async (key) => {
    const reason = byId("publication-reason").value;
    const local = reasonFault(reason);
    if (local.length) throw new Refused(422, local);
    const { season } = selection();
    const body = { season: numberOrText(season), timeOfDay: byId("publication-time").value.trim(), reason };
    if (byId("publication-override").value.trim()) body.override = byId("publication-override").value;
    await send("POST", "/api/v1/publication-times", { body, key });
    byId("publication-form").reset();
    await done(`The numbers of season ${season} are published on Fridays at ${body.timeOfDay}.`);
  });
  onSubmit("withdrawal-form", async () => {
    const reason = byId("withdrawal-reason").value;
    const announcement = byId("withdrawal-id").value;
    const local = [...(announcement ? [] : [{ pointer: "/announcement", detail: "Choose an announcement." }]), ...reasonFault(reason)];
    if (local.length) throw new Refused(422, local);
    await send("POST", "/api/v1/withdrawals", { body: { announcement, reason } });
    byId("withdrawal-form").reset();
    await done("The announcement is withdrawn.");
  });
  onSubmit("season-form", async (key) => {
    const reason = byId("season-reason").value;
    const local = reasonFault(reason);
    if (local.length) throw new Refused(422, local);
    const { season, country } = selection();
    const body = { season: numberOrText(season), country, pools: readPools(), reason };
    if (byId("season-short").checked) body.shortNotice = true;
    if (byId("season-override").value.trim()) body.override = byId("season-override").value;
    await send("POST", "/api/v1/seasons", { body, key });
    byId("season-form").reset();
    await done(`The season ${season} of ${country} is announced.`, open);
  });
  byId("season-form").addEventListener("reset", () => editPools(plan.pools.length ? plan.pools : [NEW_POOL]));
}

export const failed = (refused) => show("plan", problem(refused));
