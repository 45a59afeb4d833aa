import { api, send } from "../api.js";
import { button, element } from "../element.js";
import { dateTime } from "../format.js";
import { attempt } from "../notice.js";

const MOST_SHOWN = 500;

/** The audit log, newest first, and as a file. */
export async function auditSection(section) {
  const body = element("tbody");
  const count = element("p", { class: "small muted", "aria-live": "polite" });
  const load = () => attempt(async () => {
    const [answer, accounts] = await Promise.all([send("GET", "/api/audit"), api.get("/api/accounts")]);
    const text = await answer.text();
    const names = new Map(accounts.map(({ id, name }) => [id, name]));
    const lines = text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    body.replaceChildren(...lines.slice(-MOST_SHOWN).reverse().map((line) => auditRow(line, names)));
    count.textContent = lines.length > MOST_SHOWN
      ? `The last ${MOST_SHOWN} of ${lines.length} lines.` : `${lines.length} lines.`;
  });
  section.append(
    element("h2", { id: "audit-title", text: "Audit log" }),
    element("div", { class: "buttons" }, button("Load again", load),
      element("a", { class: "button", href: "/api/audit", download: "audit.jsonl", text: "Download" }),
      count),
    element("div", { class: "audit", tabindex: "0", role: "region", "aria-label": "Lines of the audit log" },
      element("table", {}, element("thead", {}, element("tr", {}, ...["When", "Who", "What", "About", "More"]
        .map((text) => element("th", { scope: "col", text })))), body)));
  await load();
}

/** @param {{time, account, action, about, details}} line `details` is an object, or one as text. */
function auditRow(line, names) {
  const details = typeof line.details === "string"
    ? JSON.parse(line.details || "{}") : line.details ?? {};
  const more = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  const who = line.account == null ? "" : names.get(line.account) ?? `account ${line.account}`;
  return element("tr", {}, ...[dateTime(line.time), who, line.action, line.about ?? "", more.join(", ")]
    .map((text) => element("td", { text })));
}
