// The season and country that all views are about, kept for this tab.

import { byId } from "./dom.js";

const KEY = "iec-console-selection";

export function selection() {
  return { season: byId("season").value.trim(), country: byId("country").value.trim().toUpperCase() };
}

/** Restores the selection; the year of the service's clock is the first one. */
export function restore(now) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  byId("season").value = kept.season ?? now.slice(0, 4);
  byId("country").value = kept.country ?? "IE";
}

export function keep() {
  sessionStorage.setItem(KEY, JSON.stringify(selection()));
}
