import { api } from "../api.js";
import { button, element } from "../element.js";
import { dateTime } from "../format.js";
import { attempt, notice } from "../notice.js";
import { ROLES } from "./accounts.js";

/** Invitations: make one, copy its link, take one back. */
export async function invitationsSection(section) {
  const role = element("select", { id: "invite-role" }, ...ROLES.map((text) => element("option", { text })));
  const note = element("input", { type: "text", id: "invite-note", maxlength: 200 });
  const days = element("input", { type: "number", id: "invite-days", min: 1, max: 30, value: 7 });
  const made = element("div", { "aria-live": "polite" });
  const list = element("ul");
  const load = async () => {
    const invitations = await api.get("/api/invitations");
    list.replaceChildren(...(invitations.length
      ? invitations.map((invitation) => invitationLine(invitation, load))
      : [element("li", { class: "muted", text: "No invitation is open." })]));
  };
  const form = element(
    "form", {
      class: "form-row",
      on: {
        submit: async (event) => {
          event.preventDefault();
          await attempt(async () => {
            const invitation = await api.post("/api/invitations", {
              role: role.value, note: note.value.trim(), days: Number(days.value),
            });
            made.replaceChildren(...copyableLink(invitation));
            note.value = "";
            await load();
          });
        },
      },
    },
    element("label", { class: "field" }, "Role", role),
    element("label", { class: "field" }, "For whom", note),
    element("label", { class: "field" }, "Days it is good for", days),
    element("button", { type: "submit", class: "primary", text: "Invite" }));
  section.append(element("h2", { id: "invitations-title", text: "Invitations" }), form, made, list);
  await attempt(load);
}

function copyableLink(invitation) {
  const link = element("input", {
    type: "text", id: "invite-link", readonly: true, value: location.origin + invitation.path,
    "aria-label": "The invitation's link",
  });
  const copy = async () => {
    link.select();
    // Without a secure context there is no clipboard; the link is selected for Ctrl-C then.
    if (!navigator.clipboard) return;
    await attempt(() => navigator.clipboard.writeText(link.value));
    notice("The link is copied.");
  };
  return [
    element("div", { class: "link" }, link, button("Copy", copy)),
    element("p", { class: "small muted", text: "The link is shown this once. Give it to nobody else." }),
  ];
}

function invitationLine(invitation, load) {
  return element("li", {},
    `${invitation.role}${invitation.note ? `, for ${invitation.note}` : ""}, until `
      + `${dateTime(invitation.expires)} `,
    button("Take back", () => attempt(async () => {
      await api.remove(`/api/invitations/${invitation.id}`);
      await load();
    }), { class: "plain" }));
}
