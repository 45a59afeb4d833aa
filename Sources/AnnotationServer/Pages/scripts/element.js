/**
 * Makes an element. Text is always set as text, never as markup.
 *
 * @param {string} tag "svg:" before the name makes an SVG element.
 * @param {object} [properties] `class`, `text`, `on` ({event: listener}), `data` ({name: value});
 *   everything else becomes an attribute: true an empty one, false and null none.
 * @param {...(Node|string|null)} children
 * @returns {Element}
 */
export function element(tag, properties = {}, ...children) {
  const made = tag.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") made.setAttribute("class", value);
    else if (name === "text") made.textContent = value;
    else if (name === "on") {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (name === "data") Object.assign(made.dataset, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
}

/** The element of a page's shell with this id; a missing one is a mistake of the page. */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

/** A button with a text, and optionally the key that does the same. */
export function button(text, onClick, properties = {}) {
  const { key, ...rest } = properties;
  return element(
    "button", { type: "button", ...rest, on: { click: onClick } }, text,
    key ? element("kbd", { "aria-hidden": "true", text: key }) : null);
}
