/** Two points in a row, as an arc between seeds. */
const straight = ([x0, y0], [x1, y1]) => [x0, y0, x1, y1];

const arcOf = (points, course = "found") => ({ points, course, confidence: null });

/**
 * A drawing with the actions that are still on their way to the server, as near as the browser can
 * tell; the server's answer replaces it.
 *
 * @param {object} drawing As the server last told it; not changed.
 * @param {{request: object, path: number[]|null}[]} entries In their order. `path` is the line the
 *   preview showed, x, y, x, y, from the seed before to the new one.
 * @returns {object}
 */
export function withActions(drawing, entries) {
  if (!entries.length) return drawing;
  const contours = drawing.contours.map((contour) => ({
    ...contour, seeds: [...contour.seeds], arcs: [...(contour.arcs ?? [])],
  }));
  const changed = { ...drawing, contours };
  for (const { request, path } of entries) apply(changed, request, path);
  return changed;
}

function apply(drawing, request, path) {
  const contour = drawing.contours.find(({ name }) => name === request.contour);
  switch (request.action) {
    case "seed.add":
      return contour ? addSeed(contour, request, path) : drawing.contours.push(begun(request));
    case "seed.move":
      return contour && moveSeed(contour, request);
    case "seed.delete":
      return contour && deleteSeed(drawing, contour, request.seed);
    case "contour.close":
      return contour && close(contour, path);
    case "contour.label":
      return contour && (contour.label = request.label);
    case "contour.delete":
      drawing.contours = drawing.contours.filter((other) => other !== contour);
      return undefined;
    case "arc.replace":
      return contour && replaceArc(contour, request);
    default:
      return undefined;
  }
}

const begun = (request) => ({
  name: request.contour, label: request.label, is_closed: false, seeds: [[request.x, request.y]],
  arcs: [], made_by: "human", review: "untouched", is_machine_made: false, problem: null,
  length_mm: null, area_mm2: null,
});

function addSeed(contour, { x, y, index }, path) {
  contour.is_machine_made = false;
  if (index == null || index >= contour.seeds.length) {
    if (!contour.is_closed) {
      contour.arcs.push(arcOf(path ?? straight(contour.seeds.at(-1), [x, y])));
      contour.seeds.push([x, y]);
      return;
    }
    index = contour.seeds.length;
  }
  const before = contour.arcs[index - 1];
  const [first, second] = splitNear(before?.points ?? [], x, y);
  contour.arcs.splice(index - 1, 1, arcOf(first, before?.course), arcOf(second, before?.course));
  contour.seeds.splice(index, 0, [x, y]);
}

function splitNear(points, x, y) {
  let nearest = 0;
  let least = Infinity;
  for (let at = 0; at < points.length; at += 2) {
    const distance = (points[at] - x) ** 2 + (points[at + 1] - y) ** 2;
    if (distance < least) [least, nearest] = [distance, at];
  }
  return [[...points.slice(0, nearest), x, y], [x, y, ...points.slice(nearest + 2)]];
}

function moveSeed(contour, { seed, x, y }) {
  contour.is_machine_made = false;
  contour.seeds[seed] = [x, y];
}

function deleteSeed(drawing, contour, seed) {
  const count = contour.seeds.length;
  if (count <= 1 || (contour.is_closed && count <= 3)) {
    drawing.contours = drawing.contours.filter((other) => other !== contour);
    return;
  }
  contour.seeds.splice(seed, 1);
  if (contour.is_closed) {
    const before = (seed + count - 1) % count;
    const joined = arcOf([
      ...(contour.arcs[before]?.points ?? []), ...(contour.arcs[seed]?.points ?? [])]);
    contour.arcs[before] = joined;
    contour.arcs.splice(seed, 1);
  } else if (seed === 0 || seed === count - 1) {
    contour.arcs.splice(Math.min(seed, contour.arcs.length - 1), 1);
  } else {
    contour.arcs.splice(seed - 1, 2, arcOf(straight(contour.seeds[seed - 1], contour.seeds[seed])));
  }
}

function close(contour, path) {
  if (contour.is_closed) return;
  contour.is_closed = true;
  contour.arcs.push(arcOf(path ?? straight(contour.seeds.at(-1), contour.seeds[0])));
}

function replaceArc(contour, { seed, course }) {
  const next = contour.seeds[(seed + 1) % contour.seeds.length];
  const known = contour.arcs[seed];
  contour.arcs[seed] = arcOf(
    course === "straight" ? straight(contour.seeds[seed], next) : known?.points ?? [], course);
}
