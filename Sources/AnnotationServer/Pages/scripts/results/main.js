import { api, RequestError } from "../api.js";
import { byId, element } from "../element.js";
import { spacingNote } from "../format.js";
import { openPage } from "../shell.js";
import { volumeCurve } from "./volumeCurve.js";
import { downloads } from "./downloads.js";
import { evaluation } from "./evaluation.js";
import { heart, labelTable, wallSegments } from "./numbers.js";
import { surfaces } from "./surfaces.js";

const id = new URLSearchParams(location.search).get("id");

/** One card; `fill` gives its content, and why there is none is said in its place. */
async function card(title, fill, { shape = "", properties = {} } = {}) {
  const body = element("div", properties);
  byId("results").append(element(
    "section", { class: `card ${shape}`, "aria-label": title },
    element("h2", { text: title }), body));
  try {
    body.append(...[await fill(body)].flat().filter(Boolean));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    body.append(element("p", { class: "muted", text: error.message }));
  }
}

async function show() {
  const account = await openPage();
  const study = await api.get(`/api/studies/${id}`);
  byId("title").textContent = study.title;
  document.title = `Results: ${study.title} - Contourist`;
  byId("back").href = `/study.html?id=${id}`;
  byId("back").hidden = false;
  const frames = study.dimensions?.[3] ?? 1;
  const measured = api.get(`/api/studies/${id}/measurements`);
  // It is awaited in several cards, each of which says why it failed.
  measured.catch(() => null);
  const first = async () => (await measured).studies[0];

  const assumed = spacingNote(study);
  const note = assumed && element("p", { class: "small warning", text: assumed });

  await Promise.all([
    card("Heart", async () => heart(await first())),
    card("Volumes over time", async (body) => volumeCurve(await first(), study, body), { shape: "tall" }),
    card("Each label", async () => [labelTable(await first()), note]),
    card("Surfaces", (body) => surfaces(study, frames, body), { shape: "tall" }),
    card("Wall thickness", async () => wallSegments(await first())),
    card("Beside a reference", () => evaluation(study, account)),
    card("Download", () => downloads(study, frames), { shape: "wide" }),
    card("Picture", () => element("img", {
      src: `/api/studies/${id}/figure`, loading: "lazy", alt: "The slices with their contours",
    }), { shape: "wide", properties: { class: "figure" } }),
  ]);
}

show().catch((error) => {
  if (!(error instanceof RequestError)) throw error;
  byId("results").replaceChildren(element("p", { class: "empty", text: error.message }));
});
