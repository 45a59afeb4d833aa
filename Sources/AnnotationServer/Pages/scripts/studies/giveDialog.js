import { api } from "../api.js";
import { openDialog } from "../dialog.js";
import { button, element } from "../element.js";
import { attempt, notice } from "../notice.js";

/**
 * Asks who is to draw in a study from now on.
 *
 * @param {object} study A StudyEntry.
 * @param {() => void} onChange Called when it belongs to somebody else.
 */
export async function openGive(study, onChange) {
  let people = [];
  const isRead = await attempt(async () => {
    people = (await api.get("/api/accounts")).filter(({ is_disabled }) => !is_disabled);
  });
  if (!isRead) return;
  const choice = element("select", {}, ...people.map(({ id, name, role }) =>
    element("option", { value: id, text: `${name}, ${role}`, selected: id === study.owner?.id })));
  const form = element("form", {
    on: {
      submit: async (event) => {
        event.preventDefault();
        const isDone = await attempt(() =>
          api.patch(`/api/studies/${study.id}`, { owner: Number(choice.value) }));
        if (!isDone) return;
        notice("The study has a new owner.");
        close();
        onChange();
      },
    },
  }, element("label", { class: "field" }, "Owner", choice,
    element("small", { text: "Draws in it, submits it and decides on consent; reviewers and administrators "
      + "may draw and decide too." })),
  element("div", { class: "buttons" },
    element("button", { type: "submit", class: "primary", text: "Give" }),
    button("Cancel", () => close())));
  const { close } = openDialog(`Give ${study.title} to`, [form]);
}
