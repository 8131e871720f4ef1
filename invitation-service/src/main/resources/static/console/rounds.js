// Rounds: those that ran and that are announced, the dry run of an order, and the order itself.

import { get, Refused, send } from "./api.js";
import { afterwards, announce, byId, element, problem, show, table, time } from "./dom.js";
import { onSubmit, reasonFault } from "./forms.js";
import { loadPlan, numberOrText } from "./seasons.js";
import { selection } from "./selection.js";

/** The order of the last dry run; the only one that can be run. */
let tried = null;

const short = (id) => element("span", { title: id }, id.slice(0, 8));

function order() {
  const { season, country } = selection();
  const round = { pool: byId("order-pool").value };
  const size = byId("order-size").value.trim();
  if (size) round.size = numberOrText(size);
  return { season: numberOrText(season), country, orders: [round] };
}

function forecast(pool) {
  const facts = [
    ["Candidates in the pool", pool.poolSize],
    ["Could be drawn", pool.drawable],
    ["Spots available", pool.spots ?? "not limited by a number"],
    ["Open invitations", pool.reserved ?? "–"],
    ["Size of the round", pool.size ?? "none"],
  ];
  return element(
    "div",
    { className: "card" },
    element("h2", {}, `Dry run: ${pool.pool}`),
    element("dl", { className: "facts" }, facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value))))),
    pool.sizeReason ? element("p", {}, pool.sizeReason) : null,
    pool.against.length
      ? element("div", { className: "notice" }, element("p", {}, unlifted(pool).length ? "The round would not run:" : "The round would run only because of its reason:"), element("ul", {}, pool.against.map((it) => element("li", {}, it.detail))))
      : element("p", { className: "done" }, "Nothing speaks against the round."),
  );
}

function hide() {
  byId("forecast").hidden = true;
  byId("run-form").hidden = true;
}

function roundCell(round) {
  return [element("a", { href: `#corrections/${round.roundId}` }, "Correct")];
}

const listText = ({ list }) => (list ? `closed at ${time(list.closedAt)} with ${list.drawable} candidates` : "open");

async function refresh() {
  const { season, country } = selection();
  const rounds = await get(`/api/v1/rounds?season=${season}&country=${country}`);
  show("ran", table(
    `Rounds of ${season} ${country} that ran, the latest first`,
    ["Pool", "Ran at", "Invited", "Size", "Pool size", "Correction", "Round", "Action"],
    rounds.rounds.map((it) => [it.pool, time(it.ranAt), it.invited, it.size, it.poolSize, it.correction ?? "none", short(it.roundId), roundCell(it)]),
    "No round has run.",
  ));
  show("upcoming", table(
    `Announced rounds of ${season} ${country}, the next first`,
    ["Pool", "Runs at", "Size", "Cap", "List", "Announced again", "Round"],
    rounds.upcoming.map((it) => [it.pool, time(it.beacon?.at ?? it.runsAt), it.size ?? "by policy", it.cap ?? "none", listText(it), it.reason ?? "no", short(it.roundId)]),
    "No round is announced.",
  ));
  return rounds.rounds;
}

/** What a reason does not lift. It is always given here, and with one a round may run after the final one. */
function unlifted(pool) {
  return pool.against.filter((it) => it.code !== "AFTER_FINAL_ROUND");
}

export async function open() {
  hide();
  show("run-result");
  const names = await loadPlan();
  const chosen = byId("order-pool").value;
  show("order-pool", names.map((name) => element("option", { selected: name === chosen }, name)));
  await refresh();
}

export function connect() {
  byId("order-form").addEventListener("input", hide);
  onSubmit("order-form", async () => {
    const body = order();
    if (!body.orders[0].pool) throw new Refused(422, [{ pointer: "/orders/0/pool", detail: "No pool of this country is planned. Announce its season first." }]);
    const before = JSON.stringify(tried);
    hide();
    const answer = await send("POST", "/api/v1/rounds?dryRun=true", { body });
    tried = body;
    // The same order keeps its key, because its first attempt may have been carried out.
    if (JSON.stringify(tried) !== before) byId("run-form").reset();
    const [pool] = answer.body.pools;
    byId("forecast").replaceChildren(forecast(pool));
    byId("forecast").hidden = false;
    byId("run-expected").textContent = pool.pool;
    const against = unlifted(pool);
    byId("run-form").hidden = against.length > 0;
    byId("run-publishes").hidden = pool.against.length === 0;
    announce(against.length ? "The round would not run." : `The round would invite ${pool.size ?? 0}.`);
    byId("forecast").focus();
  });
  onSubmit("run-form", async (key) => {
    const [{ pool }] = tried.orders;
    const reason = byId("run-reason").value;
    const local = [
      ...(byId("run-name").value === pool ? [] : [{ pointer: "/confirmation", detail: `This is not the name of the pool, ${pool}.` }]),
      ...reasonFault(reason),
    ];
    if (local.length) throw new Refused(422, local);
    const { status, body } = await send("POST", "/api/v1/rounds", { body: { ...tried, reason }, key });
    if (status === 202) {
      throw new Refused(202, [{ pointer: "", detail: "The order is accepted and not decided yet. Run it again to see the result: it runs once." }]);
    }
    byId("run-form").reset();
    tried = null;
    hide();
    await afterwards(refresh, failed);
    show("run-result", element(
      "div",
      { className: "done" },
      element("p", {}, status === 200 ? "The order was carried out before." : "The round has run."),
      element("ul", {}, body.rounds.map((it) => element("li", {}, `${it.pool}: ${it.invited} invited of ${it.drawable} who could be drawn. Round ${it.roundId}`))),
      element("ul", {}, body.refused.map((it) => element("li", {}, `${it.pool}: ${it.reasons.map((why) => why.detail).join(" ")}`))),
    ));
    byId("run-result").focus();
    announce("The round has run.");
  });
}

export const failed = (refused) => show("ran", problem(refused));
