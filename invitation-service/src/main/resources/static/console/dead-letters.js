// Records that a service has refused. They are sent again with a command (ADR 55).

import { get, Refused } from "./api.js";
import { announce, byId, element, problem, show, table, time } from "./dom.js";
import { onSubmit } from "./forms.js";

export async function open() {
  show("letter");
}

async function details(place) {
  try {
    const it = await get(`/console/api/dead-letters/${place.split("/").map(encodeURIComponent).join("/")}`);
    const copied = element("span", { role: "status" });
    const command = element("input", { id: "letter-command", readOnly: true, value: it.command });
    const facts = [
      ["Time", time(it.time)],
      ["Refused by", it.service],
      ["Reason", it.reason],
      ["Key", it.key],
      ["Value", `${it.valueBytes} bytes${it.cut ? "; truncated, the whole record is at its place" : ""}`],
      ["Event", it.event],
      ["Sent again to", it.redrivenTo ?? "not sent again"],
      ...it.headers.map((header) => [header.name, header.value]),
    ];
    show("letter", element(
      "div",
      { className: "card" },
      element("h2", {}, place),
      element("dl", { className: "details" }, facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
      element("h3", {}, "Send it again"),
      element("p", { className: "hint" }, "Remove the cause first. The console has no right to write to the topics of other services; this command has."),
      element("div", { className: "field" }, element("label", { htmlFor: "letter-command" }, "Command"), command),
      element("button", {
        type: "button",
        onclick: async () => {
          command.select();
          try {
            await navigator.clipboard.writeText(it.command);
            copied.textContent = " Copied.";
          } catch {
            copied.textContent = " Selected; copy it with the keyboard.";
          }
        },
      }, "Copy the command"),
      copied,
    ));
  } catch (e) {
    if (!(e instanceof Refused)) return;
    show("letter", problem(e));
  }
  byId("letter").focus();
}

export function connect() {
  onSubmit("letters-form", async () => {
    const query = new URLSearchParams();
    if (byId("letters-topic").value) query.set("topic", byId("letters-topic").value);
    if (byId("letters-reason").value.trim()) query.set("reason", byId("letters-reason").value.trim());
    if (byId("letters-open").checked) query.set("open", "true");
    show("letter");
    show("letters", element("p", {}, "Reading the topic."));
    let found;
    try {
      found = await get(`/console/api/dead-letters?${query}`);
    } catch (e) {
      show("letters");
      throw e;
    }
    const counts = Object.entries(found.byTopic).map(([topic, count]) => `${topic}: ${count}`).join(", ");
    show("letters", table(
      counts ? `The latest ${found.letters.length} of: ${counts}` : "Dead letters",
      ["Record", "Time", "Refused by", "Reason", "Sent again", "Action"],
      found.letters.map((it) => [
        it.place,
        time(it.time),
        it.service,
        it.reason,
        it.redriven ? "yes" : "no",
        element("button", { type: "button", "aria-label": `Details of ${it.place}`, onclick: () => details(it.place) }, "Details"),
      ]),
      "There is no such dead letter.",
    ));
    announce(`${found.letters.length} dead letters are shown.`);
  });
}

export const failed = (refused) => show("letters", problem(refused));
