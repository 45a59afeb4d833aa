import { api } from "../api.js";
import { confirmByTyping } from "../dialog.js";
import { button, element } from "../element.js";
import { dateTime } from "../format.js";
import { attempt } from "../notice.js";

export const ROLES = ["annotator", "reviewer", "administrator"];

/** The accounts: roles, shutting one and opening it again. */
export async function accountsSection(section, me) {
  const body = element("tbody");
  section.append(
    element("h2", { id: "accounts-title", text: "Accounts" }),
    element("div", { class: "scroll" }, element("table", {},
      element("thead", {}, element("tr", {}, ...["Name", "Role", "Made", "Last seen", ""]
        .map((text) => text ? element("th", { scope: "col", text }) : element("td")))), body)));
  const load = () => attempt(async () => {
    const accounts = await api.get("/api/accounts");
    body.replaceChildren(...accounts.map((account) => accountRow(account, me, load)));
  });
  await load();
}

function accountRow(account, me, load) {
  const isMe = account.id === me.id;
  const change = async (changes) => {
    await attempt(() => api.patch(`/api/accounts/${account.id}`, changes));
    await load();
  };
  const confirmAnd = async (changes, question) => {
    const isSure = await confirmByTyping({
      ...question, text: `Another role and a shut account both sign ${account.name} out everywhere, at once.`,
    });
    // Where it is not done the list shows again what is so.
    await (isSure ? change(changes) : load());
  };
  const role = element("select", {
    "aria-label": `Role of ${account.name}`, disabled: isMe,
    on: {
      change: () => confirmAnd({ role: role.value }, {
        title: `${account.name} becomes ${role.value}`, verb: "Change the role",
      }),
    },
  }, ...ROLES.map((name) => element("option", { text: name, selected: name === account.role })));
  return element("tr", {},
    element("th", { scope: "row", text: account.name + (account.is_disabled ? ", shut" : "") }),
    element("td", {}, role), element("td", { text: dateTime(account.created) }),
    element("td", { text: dateTime(account.last_seen) }),
    element("td", {}, isMe ? "you" : button(
      account.is_disabled ? "Open again" : "Shut",
      () => account.is_disabled ? change({ is_disabled: false }) : confirmAnd({ is_disabled: true }, {
        title: `Shut the account of ${account.name}`, verb: "Shut the account",
      }),
      { "aria-label": `${account.is_disabled ? "Open" : "Shut"} the account of ${account.name}` })));
}
