import { api, whoIsThere } from "./api.js";
import { button, element } from "./element.js";
import { attempt } from "./notice.js";
import { signInAddress } from "./signIn.js";

/**
 * Begins a page: asks who is there, puts the navigation into its header, and says what its numbers are.
 *
 * @param {{needs?: "account"|"reviewer"|"administrator"}} [options] Who may see the page.
 * @returns {Promise<object|null>} The account; null for a visitor, who is on the way to the sign-in
 *   form where the page needs an account.
 */
export async function openPage({ needs } = {}) {
  let account = null;
  if (!(await attempt(async () => { account = await whoIsThere(); }))) return null;
  for (const place of document.querySelectorAll(".research")) place.textContent = RESEARCH_NOTE;
  document.querySelector("body > header")?.append(navigation(account));
  if (!needs || isAllowed(account, needs)) return account;
  if (!account) {
    location.replace(signInAddress());
    return null;
  }
  document.querySelector("main").replaceChildren(element(
    "p", { class: "empty", text: "This page is for another role than yours." }));
  return null;
}

/** Whether an account has at least the role. */
function isAllowed(account, needs) {
  if (!account) return false;
  const order = ["annotator", "reviewer", "administrator"];
  return needs === "account" || order.indexOf(account.role) >= order.indexOf(needs);
}

function navigation(account) {
  const links = [["/studies.html", "Studies", "account"], ["/exports.html", "Training sets", "reviewer"],
    ["/admin.html", "Administration", "administrator"]]
    .filter(([, , needs]) => isAllowed(account, needs))
    .map(([path, text]) => element("a", {
      href: path, text, "aria-current": location.pathname === path ? "page" : null,
    }));
  const right = account
    ? [
      element("a", {
        href: "/account.html", text: `${account.name}, ${account.role}`,
        "aria-current": location.pathname === "/account.html" ? "page" : null,
      }),
      button("Sign out", () => signOut(false), { class: "plain" }),
    ]
    : [element("a", { href: "/index.html#sign-in", text: "Sign in" })];
  return element(
    "nav", { "aria-label": "Pages" },
    element("a", { class: "brand", href: "/index.html", text: "Contourist" }),
    ...links, element("span", { class: "spring" }), ...right);
}

/** Ends the session, everywhere where asked, and goes home. */
export async function signOut(everywhere) {
  await attempt(async () => {
    try {
      await api.post("/api/sign-out", { everywhere });
    } catch (error) {
      // It has ended already, which is what was wanted.
      if (error.code !== "not_signed_in") throw error;
    }
    location.href = "/index.html";
  });
}

/** What every page with numbers says. */
export const RESEARCH_NOTE = "Measurement for research, to be checked by a physician.";
