/**
 * Changes an element into another one with as few changes as possible. Children with an id keep their element. Open
 * details stay open, and a field that has the focus keeps what was typed.
 *
 * @param {Element} current in the document
 * @param {Element} next what it should be; its nodes may be moved into the document
 */
export function apply(current, next) {
  if (current.isEqualNode(next)) {
    if (current.querySelector("input, select") || current.matches("input, select")) fields(current, next);
    return;
  }
  attributes(current, next);
  children(current, next);
  fields(current, next);
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
    if (match.nodeType === Node.ELEMENT_NODE) apply(match, wanted);
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
function fields(current, next) {
  const pairs = next.matches("input, select") ? [[current, next]] : [...next.querySelectorAll("input[id], select[id]")].map(field => [current.querySelector("#" + CSS.escape(field.id)), field]);
  for (const [field, wanted] of pairs) {
    if (!field || field === document.activeElement) continue;
    if (field.type === "checkbox") field.checked = wanted.checked;
    else if (field.value !== wanted.value) field.value = wanted.value;
  }
}
