/**
 * Changes an element into another one with as few changes as possible. Children with an id keep their element, and open
 * details stay open.
 *
 * @param {Element} current in the document
 * @param {Element} next what it should be; its nodes may be moved into the document
 * @param {?Element} typing a field whose text is left alone
 */
export function apply(current, next, typing) {
  change(current, next);
  fields(current, next, typing);
}

function change(current, next) {
  if (current.isEqualNode(next)) return;
  attributes(current, next);
  children(current, next);
}

function attributes(current, next) {
  const kept = current.localName === "details" ? ["open"] : [];
  for (const { name } of [...current.attributes]) {
    if (!next.hasAttribute(name) && !kept.includes(name)) current.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  }
}

function children(current, next) {
  const known = new Map([...current.children].filter(child => child.id).map(child => [child.id, child]));
  let place = current.firstChild;
  for (const wanted of [...next.childNodes]) {
    const match = find(wanted, place, known);
    if (!match) {
      current.insertBefore(wanted, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else current.insertBefore(match, place);
    if (match.nodeType === Node.ELEMENT_NODE) change(match, wanted);
    else if (match.data !== wanted.data) match.data = wanted.data;
  }
  while (place) {
    const after = place.nextSibling;
    place.remove();
    place = after;
  }
}

function find(wanted, place, known) {
  if (wanted.id) return known.get(wanted.id);
  if (!place || place.id || place.nodeType !== wanted.nodeType || place.nodeName !== wanted.nodeName) return null;
  return place;
}

// The properties of fields do not follow their attributes once a reader has changed them.
function fields(current, next, typing) {
  for (const wanted of next.querySelectorAll("input[id], select[id]")) {
    const field = current.querySelector("#" + CSS.escape(wanted.id));
    if (!field || field === typing) continue;
    if (field.type === "checkbox") field.checked = wanted.checked;
    else if (field.value !== wanted.value) field.value = wanted.value;
  }
}
