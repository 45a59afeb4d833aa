import { element } from "./element.js";
import { signInAddress } from "./signIn.js";

let region = null;

/**
 * Says something at the page's lower edge, aloud for screen readers.
 *
 * @param {string} text
 * @param {"info"|"error"} [kind] An error stays until it is closed.
 * @param {Node|null} [action] A link or button beside the text.
 */
export function notice(text, kind = "info", action = null) {
  region ??= document.body.appendChild(
    element("div", { class: "notices", role: "status", "aria-live": "polite" }));
  // What is said again takes the place of what was said.
  for (const line of [...region.children]) {
    if (line.firstChild.textContent === text) line.remove();
  }
  const line = element("div", { class: `notice ${kind}` }, element("span", { text }), action);
  line.append(element("button", {
    type: "button", class: "plain", "aria-label": "Close this message", text: "×",
    on: { click: () => line.remove() },
  }));
  region.append(line);
  while (region.children.length > 4) region.firstChild.remove();
  if (kind === "info") setTimeout(() => line.remove(), 6000);
}

/** Does something for a click, and says why where it fails. Gives true where it went well. */
export async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    notice(error.message, error.code === "stopped" ? "info" : "error", error.code === "not_signed_in"
      ? element("a", { href: signInAddress(), text: "Sign in" }) : null);
    return false;
  }
}
