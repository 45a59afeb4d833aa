import { api } from "./api.js";
import { openDialog } from "./dialog.js";
import { button, element } from "./element.js";
import { aboutModel } from "./models.js";
import { attempt, notice } from "./notice.js";

/**
 * Asks which network is to draw the first version, and has it done.
 *
 * @param {{id: string, title: string}} study
 * @param {{frame?: number, onQueued?: (job: object) => void}} [options] `frame` offers that frame alone.
 */
export async function openPresegment(study, { frame = null, onQueued = () => {} } = {}) {
  let models;
  let labels;
  const isLoaded = await attempt(async () => {
    [models, { labels }] = await Promise.all(
      [api.get("/api/models"), api.get(`/api/studies/${study.id}`)]);
  });
  if (!isLoaded) return;
  if (!models.length) {
    notice("This server has no networks.", "error");
    return;
  }
  const names = new Set(labels.map(({ name }) => name));
  const missing = (model) => model.labels.filter((name) => !names.has(name));
  // The network that draws what the study has stands first.
  models.sort((one, other) => missing(one).length - missing(other).length);
  const choice = element("select", {}, ...models.map(({ name }) =>
    element("option", { value: name, text: name })));
  const about = element("div", { class: "quoted", "aria-live": "polite" });
  const showModel = () => {
    const model = models.find(({ name }) => name === choice.value);
    about.replaceChildren(
      ...aboutModel(model),
      missing(model).length
        ? element("p", { class: "problem", text: `This study has no ${missing(model).join(", ")}.` }) : "");
  };
  choice.addEventListener("change", showModel);
  showModel();
  const alone = element("input", { type: "checkbox" });
  const form = element(
    "form", {
      on: {
        submit: async (event) => {
          event.preventDefault();
          const isQueued = await attempt(async () => {
            onQueued(await api.post(`/api/studies/${study.id}/jobs`, {
              kind: "presegment", model: choice.value, ...(alone.checked ? { frame } : {}),
            }));
          });
          if (!isQueued) return;
          notice("The network is at work; its contours appear when it is done.");
          close();
        },
      },
    },
    element("label", { class: "field" }, "Network", choice), about,
    frame == null ? null
      : element("label", { class: "check" }, alone, element("span", { text: `Frame ${frame} alone` })),
    element("p", { class: "muted", text: "What people drew stays. Contours a machine made and nobody touched "
      + "are replaced." }),
    element("div", { class: "buttons" },
      element("button", { type: "submit", class: "primary", text: "Draw the first version" }),
      button("Cancel", () => close())));
  const { close } = openDialog(`First version: ${study.title}`, [form]);
  choice.focus();
}
