// Elements of the page. Text is always inserted as text, never as markup.

import { Refused } from "./api.js";

export const byId = (id) => document.getElementById(id);

/** Creates an element with properties and children; a child that is null is left out. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "data") Object.assign(made.dataset, value);
    else if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A table that becomes a list of cards on narrow screens. The first cell of each row is its header. */
export function table(caption, columns, rows, empty) {
  if (rows.length === 0) return element("p", { className: "empty" }, empty);
  return element(
    "table",
    { className: "cards", role: "table" },
    element("caption", {}, caption),
    element(
      "thead",
      { role: "rowgroup" },
      element("tr", { role: "row" }, columns.map((column) => element("th", { scope: "col", role: "columnheader" }, column))),
    ),
    element(
      "tbody",
      { role: "rowgroup" },
      rows.map((cells) =>
        element(
          "tr",
          { role: "row" },
          cells.map((cell, i) =>
            element(
              i === 0 ? "th" : "td",
              { role: i === 0 ? "rowheader" : "cell", data: { label: columns[i] }, ...(i === 0 ? { scope: "row" } : {}) },
              element("div", {}, cell instanceof Node || Array.isArray(cell) ? cell : String(cell ?? "–")),
            ),
          ),
        ),
      ),
    ),
  );
}

/** An instant as it is sent, to the second. */
export const time = (instant) => (instant ? instant.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC") : "–");

/** Replaces the content of an element. */
export function show(target, ...children) {
  byId(target).replaceChildren(...children.flat().filter((child) => child !== null));
}

/** Reads a text to those who do not see the page. */
export function announce(text) {
  byId("announcement").textContent = text;
}

/**
 * What is shown after a change was made: if the new state cannot be read, that is no fault of the change.
 *
 * @param {() => Promise<void>} read
 * @param {(refused: Error) => void} failed shows why it cannot be read
 */
export async function afterwards(read, failed) {
  try {
    await read();
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    failed(e);
  }
}

/** What a problem says, as a box. */
export function problem(refused) {
  return element(
    "div",
    { className: "notice", role: "alert" },
    element("ul", {}, refused.faults.map((fault) => element("li", {}, fault.detail, fault.code ? element("code", {}, ` ${fault.code}`) : null))),
  );
}
