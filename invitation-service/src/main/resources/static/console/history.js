// Who changed what, and why.

import { get } from "./api.js";
import { problem, show, table, time } from "./dom.js";
import { selection } from "./selection.js";

const KINDS = { SEASON: "Season", QUOTA: "Quota", PUBLICATION_TIME: "Time of publication", WITHDRAWAL: "Withdrawal", ROUNDS: "Rounds", CORRECTION: "Correction" };

export async function open() {
  const { season, country } = selection();
  const { changes } = await get(`/console/api/history?season=${season}&country=${country}`);
  show("changes", table(
    `Changes of ${season} ${country}, the latest first`,
    ["When", "Who", "Kind", "What", "Why"],
    changes.map((it) => [time(it.at), it.operator ?? "not known", KINDS[it.kind], it.what, it.reason ?? "not stated"]),
    "Nothing was changed.",
  ));
}

export function connect() {}

export const failed = (refused) => show("changes", problem(refused));
