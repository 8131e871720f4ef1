// The season and country that all views are about, kept for this tab.

import { byId } from "./dom.js";

const KEY = "iec-console-selection";

export function selection() {
  return { season: byId("season").value.trim(), country: byId("country").value.trim().toUpperCase() };
}

/** What is wrong with the selection, before anything is requested with it. */
export function selectionFaults() {
  const { season, country } = selection();
  return [
    ...(/^\d{4}$/.test(season) ? [] : [{ pointer: "season", detail: "A season is a year of four digits." }]),
    ...(/^[A-Z]{2}$/.test(country) ? [] : [{ pointer: "country", detail: "A country has a code of two letters." }]),
  ];
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
