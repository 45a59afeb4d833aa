import { byId, element } from "../element.js";
import { number } from "../format.js";
import { PlanePicture } from "./windowing.js";

/** A word and a kind for what is in a position; words, so that nothing hangs on colour. */
export function stateOf(store, slice, frame) {
  const position = store.position(slice, frame);
  const next = store.overview.next.find((item) => item.slice === slice && item.frame === frame);
  if (!position?.contours && position?.labels.length) {
    return next ? { kind: "doubt", word: "? look" } : { kind: "drawn", word: "painted" };
  }
  if (!position?.contours) return next ? { kind: "doubt", word: "look" } : { kind: "", word: "" };
  if (position.accepted >= position.contours) return { kind: "accepted", word: "✓ accepted" };
  if (next) return { kind: "doubt", word: "? look" };
  if (position.machine_made) return { kind: "machine", word: "machine" };
  return { kind: "drawn", word: "drawn" };
}

/**
 * The strip on the left: where to look next, and all slices of the frame as small pictures.
 *
 * @param {import("./store.js").StudyStore} store
 * @param {import("./planes.js").PlaneCache} planes
 * @param {import("./imageView.js").ImageView} view
 */
export function strip(store, planes, view) {
  const list = element("ol");
  const next = element("div", { class: "next" }, element("h2", { text: "Where to look" }), list);
  const slices = element("div", { class: "slices" }, element("h2", { text: "Slices" }));
  byId("strip").append(next, slices);
  const items = Array.from({ length: store.size.slices }, (_, slice) => sliceItem(store, slice));
  slices.append(...items.map(({ root }) => root));

  const visible = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const slice = Number(target.dataset.slice);
      if (isIntersecting) visible.add(slice);
      else visible.delete(slice);
    }
    paintVisible();
  }, { root: slices, rootMargin: "100px" });
  for (const { root } of items) observer.observe(root);

  const paintVisible = () => {
    for (const slice of visible) paintItem(items[slice], slice, store, planes, view);
  };
  const showStates = () => {
    items.forEach(({ state }, slice) => {
      const { kind, word } = stateOf(store, slice, store.frame);
      state.className = `state ${kind}`;
      state.textContent = word;
    });
    list.replaceChildren(...nextButtons(store));
    next.hidden = !list.children.length;
  };
  const showCurrent = () => {
    items.forEach(({ root }, slice) => {
      root.setAttribute("aria-current", String(slice === store.slice));
    });
    items[store.slice].root.scrollIntoView({ block: "nearest" });
  };

  let timer = 0;
  // While frames play or the window is dragged the pictures wait.
  const paintSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(paintVisible, 250);
  };
  store.on("position", () => {
    showCurrent();
    showStates();
    paintSoon();
  });
  store.on("overview", () => {
    const wasHidden = next.hidden;
    showStates();
    // The list above grew: the slice in view may have been pushed out of the strip.
    if (wasHidden !== next.hidden) showCurrent();
  });
  store.on("view", paintSoon);
  showStates();
  showCurrent();
}

function sliceItem(store, slice) {
  const picture = new PlanePicture();
  const { columns, rows, spacing } = store.size;
  const state = element("span", { class: "state" });
  const root = element("button", {
    type: "button", class: "slice", data: { slice: String(slice) },
    on: { click: () => store.goTo({ slice }) },
  }, picture.canvas, element("span", { class: "index", text: `slice ${slice}` }), state);
  picture.canvas.style.aspectRatio = `${columns * spacing[0]} / ${rows * spacing[1]}`;
  return { root, picture, state, painted: null };
}

async function paintItem(item, slice, store, planes, view) {
  const key = `${store.frame}/${store.window.centre}/${store.window.width}`;
  if (item.painted === key) return;
  item.painted = key;
  try {
    const values = await planes.get("k", slice, store.frame);
    item.picture.paint(values, store.size.columns, store.size.rows, view.table);
  } catch {
    // The picture stays dark; the slice itself says why when it is opened.
    item.painted = null;
  }
}

function nextButtons(store) {
  const hasFrames = store.size.frames > 1;
  return store.overview.next.slice(0, 4).map(({ slice, frame, doubt_mm2: doubt, reasons }) => {
    const place = hasFrames ? `slice ${slice}, frame ${frame}` : `slice ${slice}`;
    const why = [...(reasons ?? []), doubt == null ? "" : `doubt ${number(doubt)} mm²`].filter(Boolean);
    return element("li", {}, element("button", {
      type: "button", on: { click: () => store.goTo({ slice, frame }) }, title: why.join("; "),
      "aria-label": [`Go to ${place}`, ...why].join(": "),
    }, element("span", { text: place }), element("span", { class: "reason", text: why[0] ?? "" })));
  });
}

/** The most doubtful place after the one in view, in the order of the list. */
export function nextPlace(store) {
  const { next } = store.overview;
  if (!next.length) return null;
  const here = next.findIndex(({ slice, frame }) => slice === store.slice && frame === store.frame);
  return next[(here + 1) % next.length];
}
