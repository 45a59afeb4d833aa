/**
 * End-diastole and end-systole: the frames of the largest and smallest left ventricle. Frames in which
 * it is drawn in fewer than half as many slices as in the frame with most are left out, as `measure`
 * does.
 *
 * @param {import("./store.js").StudyStore} store
 * @returns {{ed: number, es: number, label: object, partial: number[]}|null} `partial`: the frames left
 *   out. null where nothing is named LV, or fewer than two frames remain.
 */
export function edAndEs(store) {
  const label = store.study.labels.find(({ name }) => name === "LV");
  const volumes = label && store.overview.volumes_ml?.[label.value];
  if (!volumes) return null;
  const slices = slicesByFrame(store.overview.positions, label.value);
  const drawn = volumes.map((volume, frame) => ({ volume, frame, slices: slices.get(frame) ?? 0 }))
    .filter(({ volume }) => volume != null && volume > 0);
  const most = Math.max(...drawn.map((one) => one.slices));
  const whole = drawn.filter((one) => 2 * one.slices >= most);
  if (whole.length < 2) return null;
  const largest = whole.reduce((one, other) => (other.volume > one.volume ? other : one));
  const smallest = whole.filter((one) => one !== largest)
    .reduce((one, other) => (other.volume < one.volume ? other : one));
  const partial = drawn.filter((one) => !whole.includes(one)).map(({ frame }) => frame);
  return { ed: largest.frame, es: smallest.frame, label, partial };
}

/** In how many slices of each frame a label is drawn. */
function slicesByFrame(positions, label) {
  const slices = new Map();
  for (const { frame, labels } of positions) {
    if (labels.includes(label)) slices.set(frame, (slices.get(frame) ?? 0) + 1);
  }
  return slices;
}
