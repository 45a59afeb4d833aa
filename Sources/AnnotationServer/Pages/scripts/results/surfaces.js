import { api } from "../api.js";
import { element } from "../element.js";
import { plot } from "./plot.js";

/** The labels of a frame as surfaces that can be turned. */
export async function surfaces(study, frames, body) {
  const place = element("div", { class: "surfaces" });
  const slider = element("input", { type: "range", min: 0, max: frames - 1, value: 0 });
  const shown = element("output", { text: "0" });
  const draw = async () => {
    const all = await api.get(`/api/studies/${study.id}/surfaces`, { frame: slider.value });
    if (!all.length) {
      place.replaceChildren(element("p", { class: "muted", text: "Nothing is drawn in this frame." }));
      return;
    }
    await plot(place, all.map(mesh), {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      scene: {
        aspectmode: "data", xaxis: axis("right mm"), yaxis: axis("front mm"), zaxis: axis("head mm"),
      },
    });
  };
  slider.addEventListener("change", draw);
  slider.addEventListener("input", () => { shown.textContent = slider.value; });
  if (frames > 1) {
    body.append(element("label", { class: "buttons" }, "Frame", slider, shown));
  }
  body.append(place);
  await draw();
}

const axis = (text) => ({
  title: { text }, gridcolor: "#333a43", backgroundcolor: "#16191d", showbackground: true,
});

/** The outermost surfaces are the most transparent, so that what lies inside is seen. */
function mesh({ name, colour, x, y, z, triangles }, index, all) {
  const corner = (offset) => triangles.filter((_, at) => at % 3 === offset);
  return {
    type: "mesh3d", name, x, y, z, i: corner(0), j: corner(1), k: corner(2), color: colour,
    opacity: all.length > 1 && index < all.length - 1 ? 0.45 : 1, showlegend: true, hoverinfo: "name",
    flatshading: false,
  };
}
