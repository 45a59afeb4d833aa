import { button, byId, element } from "../element.js";
import { number } from "../format.js";
import { edAndEs } from "./heartMoments.js";

const HEIGHT = 98;
const MARGIN = { left: 46, right: 14, top: 8, bottom: 18 };

/**
 * The control of the frames at the bottom and the curve of volumes over time; nothing for an image of
 * one frame.
 *
 * @param {import("./store.js").StudyStore} store
 * @returns {{toggle: () => void}}
 */
export function cine(store) {
  const { frames } = store.size;
  if (frames < 2) return { toggle: () => {} };
  byId("bottom").hidden = false;
  const slider = element("input", {
    type: "range", min: 0, max: frames - 1, step: 1, "aria-label": "Frame",
    on: { input: () => store.goTo({ frame: Number(slider.value) }) },
  });
  const speed = element("select", { "aria-label": "Frames a second" },
    ...[5, 10, 15, 25].map((rate) =>
      element("option", { value: rate, text: `${rate} / s`, selected: rate === 10 })));
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.firstChild.textContent = "Play";
  };
  const toggle = () => {
    if (timer) return stop();
    play.firstChild.textContent = "Stop";
    timer = setInterval(
      () => store.goTo({ frame: (store.frame + 1) % frames }), 1000 / Number(speed.value));
    return undefined;
  };
  speed.addEventListener("change", () => {
    if (!timer) return;
    stop();
    toggle();
  });
  const play = button("Play", toggle, { key: "T" });
  const toMoment = (name) => button(name.toUpperCase(), () => {
    const moments = edAndEs(store);
    if (moments) store.goTo({ frame: moments[name] });
  }, { title: name === "ed" ? "Go to end-diastole" : "Go to end-systole" });
  const [ed, es] = [toMoment("ed"), toMoment("es")];
  const curve = element("div", { class: "curve" });
  byId("bottom").append(
    element("div", { class: "cine" },
      element("div", { class: "row" }, play, speed, ed, es), slider), curve);

  const show = () => {
    slider.value = store.frame;
    ed.disabled = es.disabled = edAndEs(store) == null;
    curve.replaceChildren(drawCurve(store, curve.clientWidth || 600, curve.clientHeight || HEIGHT));
  };
  new ResizeObserver(show).observe(curve);
  store.on("position overview", show);
  show();
  return { toggle };
}

function drawCurve(store, width, height) {
  const { frames } = store.size;
  const curves = store.study.labels
    .map((label) => ({ label, volumes: store.overview.volumes_ml?.[label.value] ?? [] }))
    .filter(({ volumes }) => volumes.some((volume) => volume > 0));
  const most = Math.max(10, ...curves.flatMap(({ volumes }) => volumes.map((volume) => volume ?? 0)));
  const step = (width - MARGIN.left - MARGIN.right) / Math.max(frames - 1, 1);
  const toX = (frame) => MARGIN.left + frame * step;
  const toY = (volume) =>
    height - MARGIN.bottom - (volume / most) * (height - MARGIN.top - MARGIN.bottom);
  const line = (x1, y1, x2, y2, name) => element("svg:line", { x1, y1, x2, y2, class: name });
  const text = (x, y, words, anchor = "middle") =>
    element("svg:text", { x, y, "text-anchor": anchor, text: words });

  const moments = edAndEs(store);
  const marks = moments ? [["ED", moments.ed], ["ES", moments.es]] : [];
  const seconds = store.study.frame_seconds;
  const end = seconds ? `${number((frames - 1) * seconds, 2)} s` : `frame ${frames - 1}`;
  const svg = element(
    "svg:svg", {
      role: "img", "aria-label": describe(curves, moments), viewBox: `0 0 ${width} ${height}`,
      on: {
        click: (event) => {
          const box = svg.getBoundingClientRect();
          const x = (event.clientX - box.left) * width / box.width;
          store.goTo({ frame: Math.round((x - MARGIN.left) / step) });
        },
      },
    },
    line(MARGIN.left, toY(0), width - MARGIN.right, toY(0), "axis"),
    line(MARGIN.left, MARGIN.top, MARGIN.left, toY(0), "axis"),
    text(MARGIN.left - 6, toY(0) + 4, "0", "end"),
    text(MARGIN.left - 6, MARGIN.top + 9, `${number(most)} mL`, "end"),
    text(width - MARGIN.right, height - 4, end, "end"),
    line(toX(store.frame), MARGIN.top, toX(store.frame), toY(0), "now"),
    ...curves.flatMap((curve) => curveLine(curve, toX, toY)),
    ...marks.map(([name, frame]) => text(toX(frame), height - 4, name)),
    curves.length ? null : text(width / 2, height / 2, "Volumes appear here as frames are drawn."));
  return svg;
}

/** Frames without a volume break the line rather than being guessed. */
function curveLine({ label, volumes }, toX, toY) {
  let path = "";
  let isOn = false;
  const dots = [];
  volumes.forEach((volume, frame) => {
    if (volume == null) {
      isOn = false;
      return;
    }
    path += `${isOn ? "L" : "M"}${toX(frame).toFixed(1)} ${toY(volume).toFixed(1)}`;
    isOn = true;
    dots.push(element("svg:circle", {
      cx: toX(frame), cy: toY(volume), r: 2.2, fill: label.colour,
    }));
  });
  return [element("svg:path", {
    d: path, fill: "none", stroke: label.colour, "stroke-width": 1.5,
    "stroke-dasharray": label.pattern.join(" ") || null,
  }), ...dots];
}

function describe(curves, moments) {
  const names = curves.map(({ label }) => label.name).join(", ");
  return names
    ? `Volume over time of ${names}${moments ? `; end-diastole in frame ${moments.ed}, `
      + `end-systole in frame ${moments.es}` : ""}` : "No volumes yet";
}
