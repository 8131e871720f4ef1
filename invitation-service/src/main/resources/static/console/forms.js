// Forms that show every fault next to its field.

import { Left, Refused, uuid } from "./api.js";
import { announce, byId, element } from "./dom.js";

/** Removes the faults of a form. */
export function clearFaults(form) {
  form.querySelectorAll(".error").forEach((error) => error.remove());
  form.querySelectorAll(":scope .faults").forEach((faults) => faults.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => {
    field.removeAttribute("aria-invalid");
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("-error"));
    if (described.length) field.setAttribute("aria-describedby", described.join(" "));
    else field.removeAttribute("aria-describedby");
  });
}

/** The field that a pointer is about: itself, or the nearest that contains it. */
function fieldOf(form, pointer) {
  for (let at = pointer; at; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    const field = form.querySelector(`[data-pointer="${CSS.escape(at)}"]`);
    if (field) return field;
  }
  return null;
}

/** Shows faults next to their fields, the others on top, and moves the focus to the first. */
export function showFaults(form, faults) {
  clearFaults(form);
  const others = [];
  let first = null;
  for (const fault of faults) {
    const field = fieldOf(form, fault.pointer);
    const input = field?.querySelector("input, select, textarea");
    if (!input) {
      others.push(fault);
      continue;
    }
    const id = `${input.id}-error`;
    const known = byId(id);
    if (known) {
      known.append(` ${fault.detail}`);
    } else {
      field.append(element("p", { className: "error", id }, fault.detail));
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
    }
    first ??= input;
  }
  if (others.length) {
    const box = element(
      "div",
      { className: "notice faults", tabIndex: -1 },
      element("ul", {}, others.map((fault) => element("li", {}, fault.detail))),
    );
    form.querySelector("fieldset").prepend(box);
    first ??= box;
  }
  announce(`${faults.length === 1 ? "1 fault" : `${faults.length} faults`}: ${faults.map((fault) => fault.detail).join(" ")}`);
  first?.focus();
}

/** The fault of a missing reason; empty if there is one. The console requires it of every change. */
export function reasonFault(text) {
  return text.trim() ? [] : [{ pointer: "/reason", detail: "Enter a reason. It is recorded with your name." }];
}

/**
 * Connects a form to what it does. All attempts of a form use one idempotency key until one is decided or the form is
 * cleared, so that sending it again after a lost answer changes nothing twice. A conflict (409) is a decision.
 *
 * @param {string} id
 * @param {(key: string) => Promise<void>} act resolves when the request was carried out; throws Refused
 */
export function onSubmit(id, act) {
  const form = byId(id);
  let key = uuid();
  form.addEventListener("reset", () => {
    key = uuid();
    clearFaults(form);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    clearFaults(form);
    form.setAttribute("aria-busy", "true");
    announce("Sending.");
    try {
      await act(key);
      key = uuid();
    } catch (e) {
      // The change was made; only the view that shows it was left.
      if (e instanceof Left || e.status === 409) key = uuid();
      if (e instanceof Left) return;
      if (!(e instanceof Refused)) throw e;
      showFaults(form, e.faults);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
  return form;
}
