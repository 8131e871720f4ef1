// The rebuild of the statistics, and its progress.

import { get, Left, Refused, send } from "./api.js";
import { afterwards, announce, byId, element, problem, show, time } from "./dom.js";
import { onSubmit, reasonFault } from "./forms.js";

const INTERVAL_MS = 1000;

let timer = 0;

function state(it) {
  const facts = [
    ["Served version", it.serving],
    ["Being built", it.building ?? "none"],
    ["Last order", time(it.orderedAt)],
    ["Ordered by", it.orderedBy ?? "–"],
    ["Reason", it.reason ?? "–"],
    ["Changed sums", it.changes ? it.changes.count : "–"],
  ];
  const { all, done } = it.records;
  return element(
    "div",
    { className: "card" },
    element("dl", { className: "facts" }, facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value))))),
    it.building === undefined
      ? null
      : element("p", {}, element("label", { htmlFor: "rebuild-progress" }, `${done} of ${all} records, ${it.partitions.done} of ${it.partitions.all} partitions `), element("progress", { id: "rebuild-progress", max: Math.max(all, 1), value: done })),
  );
}

export async function open() {
  clearTimeout(timer);
  const it = await get("/console/api/rebuilds/latest");
  show("rebuild-state", state(it));
  if (it.building !== undefined) {
    timer = setTimeout(() => open().catch(failed), INTERVAL_MS);
  }
}

export const close = () => clearTimeout(timer);

export function connect() {
  onSubmit("rebuild-form", async () => {
    const reason = byId("rebuild-reason").value;
    const local = reasonFault(reason);
    if (local.length) throw new Refused(422, local);
    await send("POST", "/console/api/rebuilds", { body: { reason } });
    byId("rebuild-form").reset();
    announce("The rebuild is ordered.");
    await afterwards(open, failed);
  });
}

export const failed = (e) => e instanceof Left || show("rebuild-state", problem(e));
