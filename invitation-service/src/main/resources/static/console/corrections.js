// Corrections of rounds that ran.

import { get, Refused, send } from "./api.js";
import { afterwards, announce, byId, element, problem, show, time } from "./dom.js";
import { onSubmit, reasonFault } from "./forms.js";
import { numberOrText } from "./seasons.js";
import { selection } from "./selection.js";

export async function open(roundId) {
  const { season, country } = selection();
  const { rounds } = await get(`/api/v1/rounds?season=${season}&country=${country}`);
  show("correction-round", element("option", { value: "" }, rounds.length ? "Choose" : "No round has run"), rounds.map((it) =>
    element("option", { value: it.roundId, selected: it.roundId === roundId }, `${time(it.ranAt)}: ${it.pool}, ${it.invited} invited, ${it.roundId.slice(0, 8)}`)));
  show("correction-result");
}

export function connect() {
  onSubmit("correction-form", async (key) => {
    const { season, country } = selection();
    const round = byId("correction-round").value;
    const reason = byId("correction-reason").value;
    const local = [...(round ? [] : [{ pointer: "/round", detail: "Choose a round." }]), ...reasonFault(reason)];
    if (local.length) throw new Refused(422, local);
    const body = { reason };
    const ids = byId("correction-invitations").value.split(/\s+/).filter(Boolean);
    const size = byId("correction-size").value.trim();
    if (ids.length) body.invitations = ids;
    if (size) body.size = numberOrText(size);
    const answer = await send("POST", `/api/v1/rounds/${season}/${country}/${round}/corrections`, { body, key });
    if (answer.status === 202) {
      throw new Refused(202, [{ pointer: "", detail: "The order is accepted and not decided yet. Send it again to see the result: it is carried out once." }]);
    }
    byId("correction-form").reset();
    await afterwards(() => open(round), () => {});
    const { voided, kept, round: corrected } = answer.body;
    show("correction-result", element(
      "div",
      { className: "done" },
      element("p", {}, `The round is corrected: ${voided.length} voided, ${corrected.invited} left.`),
      element("ul", {}, voided.map((id) => element("li", {}, `${id} is voided.`)), kept.map((it) => element("li", {}, `${it.invitationId} is kept: ${it.detail}`))),
    ));
    byId("correction-result").focus();
    announce("The round is corrected.");
  });
}

export const failed = (refused) => show("correction-result", problem(refused));
