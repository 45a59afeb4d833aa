"""Draws the pictures of Sources/MinimalPaths/OutlineModel.md from SampleData.

usage: outline_pictures.py --bench PATH/contourist-bench [--only NAME]
Wants what pictures.txt lists. Prints the figures that the article quotes.
"""
import argparse
import json
import os

import matplotlib
import nibabel
import numpy as np

from robot import ROOT, dice, fill, outline, run

matplotlib.use("Agg")
import matplotlib.patheffects as effects  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.collections import LineCollection  # noqa: E402
from matplotlib.colors import LinearSegmentedColormap  # noqa: E402

OUTPUT = os.path.join(ROOT, "Sources", "MinimalPaths", "Pictures")
# Okabe and Ito's colours, told apart by everybody; the truth is dashed in images too.
TRUTH, CONTOUR, WEAK, EXPECTED, LIKELIEST = "#F0E442", "#56B4E9", "#D55E00", "#0072B2", "#CC79A7"
HALO = [effects.Stroke(linewidth=3, foreground="black"), effects.Normal()]
CONFIDENCE = LinearSegmentedColormap.from_list("confidence", [WEAK, "#E0C8B0", CONTOUR])
COLUMN = "column: pixels along the curve (1 pixel = 1.6 mm)"
OFFSET = "offset: pixels outwards"

# Clicks of a robot, about a pixel off the true outline.
EPICARDIUM = [[66.3, 79.7], [55.8, 50.4], [88.6, 42.1], [99.7, 72.3]]
VENTRICLE = [[48.9, 83.2], [39.5, 54.3], [57.7, 31.1], [67.7, 41.4], [54.7, 65.3], [74.8, 82.5]]


class Case:
    """A structure of a slice with clicks on it, and what the model makes of them."""

    def __init__(self, name, k, labels, clicks, frame=0):
        self.path = os.path.join(ROOT, "SampleData", name + ".nii.gz")
        self.k, self.frame, self.clicks = k, frame, np.array(clicks, float)
        volume = [np.asarray(nibabel.load(p).dataobj) for p in (
            self.path, self.path.replace(".nii.gz", "_truth.nii.gz"))]
        self.image, truth = (
            v.reshape(v.shape[:3] + (-1,))[:, :, k, frame].T.astype(float) for v in volume)
        self.mask = np.isin(truth, labels)
        self.truth = outline(self.mask) if labels else None

    def explain(self):
        command = [BENCH, "explain", self.path, "--slice", str(self.k), "--frame", str(self.frame)]
        for x, y in self.clicks:
            command += ["--seed", f"{x},{y}"]
        answer = json.loads(run(*command, "--json"))
        self.arcs = answer["arcs"]
        self.contour = np.array(answer["contour"])
        return answer["explanation"]

    def dice(self):
        return dice(fill(self.contour, self.mask.shape), self.mask)

    def show(self, ax, margin=8, around=None, clicks=True):
        points = around if around is not None else np.concatenate([self.truth, self.clicks])
        (x0, y0), (x1, y1) = points.min(0) - margin, points.max(0) + margin
        inside = self.image[max(int(y0), 0):int(y1) + 1, max(int(x0), 0):int(x1) + 1]
        ax.imshow(self.image, cmap="gray", vmin=inside.min(), vmax=np.percentile(inside, 99.5),
                  interpolation="nearest")
        if self.truth is not None:
            closed(ax, self.truth, TRUTH, "true border", linestyle=(0, (4, 2)), linewidth=1.6,
                   path_effects=HALO, zorder=3)
        if clicks:
            ax.plot(*self.clicks.T, "o", color="white", markeredgecolor="black", markersize=7,
                    label="click", zorder=5)
        ax.set(xlim=(x0, x1), ylim=(y1, y0), xticks=[], yticks=[])
        return ax

    def number(self, ax):
        for n, (x, y) in enumerate(self.clicks):
            ax.annotate(f"{n + 1}", (x, y), (6, 5), textcoords="offset points", color="white",
                        path_effects=HALO, zorder=6)


def closed(ax, points, colour, label=None, **style):
    style = dict(dict(linewidth=2), **style)
    ax.plot(*np.concatenate([points, points[:1]]).T, color=colour, label=label, **style)


def grid(stage, values):
    """Rows from inside to outside, upwards."""
    return np.reshape(values, (stage["columns"], stage["rows"])).T


def crossings(truth, stage):
    """Offset of the true border in each column, as `contourist-bench strips` has it."""
    result = []
    a, b = truth, np.roll(truth, -1, axis=0)
    for centre, normal in zip(np.array(stage["centres"]), np.array(stage["normals"])):
        side = lambda p: (p[:, 0] - centre[0]) * normal[1] - (p[:, 1] - centre[1]) * normal[0]
        da, db = side(a), side(b)
        n = np.flatnonzero((da >= 0) != (db >= 0))
        p = a[n] + (da[n] / (da[n] - db[n]))[:, None] * (b[n] - a[n]) - centre
        d = p @ normal
        out = d[d > 0]
        found = out.min() if len(out) % 2 else d[d <= 0].max(initial=-np.inf)
        result.append(found if np.isfinite(found) else np.nan)
    return np.array(result)


def likeliest(stage):
    """The closed path of least energy: the likeliest. Beside the one expected it shows why not."""
    energy = np.reshape(stage["energy"], (stage["columns"], stage["rows"]))
    energy = energy - energy.min(1, keepdims=True)
    step, reach = stage["bending"] * (stage["offsets"][1] - stage["offsets"][0]) ** 2, 4
    rows = stage["rows"]

    def walk(start):
        cost = np.full(rows, np.inf)
        cost[start] = energy[0, start]
        ways = []
        for column in np.roll(energy, -1, axis=0):
            padded = np.pad(cost, reach, constant_values=np.inf)
            choices = np.stack([
                padded[reach + s:reach + s + rows] + step * s * s for s in range(-reach, reach + 1)])
            ways.append(choices.argmin(0) - reach)
            cost = choices.min(0) + column
        path, row = [], start
        for way in ways[::-1]:
            row = row + way[row]
            path.append(row)
        return cost[start], path[::-1]

    # A click's column leaves few places to start from.
    first = int(stage["clicks"][0][0])
    energy = np.roll(energy, -first, axis=0)
    starts = np.flatnonzero(energy[0] < 50)
    path = min((walk(s) for s in starts), key=lambda w: w[0])[1]
    return np.array(stage["offsets"])[np.roll(path, first)]


def unrolled(ax, stage, values, truth=None, **style):
    offsets = stage["offsets"]
    image = ax.imshow(
        grid(stage, values), origin="lower", aspect="auto", interpolation="nearest",
        extent=(-0.5, stage["columns"] - 0.5, offsets[0] - 0.25, offsets[-1] + 0.25), **style)
    if truth is not None:
        shown = np.where(np.abs(truth) <= offsets[-1], truth, np.nan)
        ax.plot(shown, color=TRUTH, linewidth=1.5, label="true border", path_effects=HALO)
    ax.set(xlim=(-0.5, stage["columns"] - 0.5), ylim=(offsets[0] - 0.25, offsets[-1] + 0.25))
    return image


def mark_clicks(ax, stage, names=False):
    for n, (column, offset) in enumerate(stage["clicks"]):
        ax.plot(column, offset, "o", color="white", markeredgecolor="black", markersize=6, zorder=5)
        if names:
            ax.annotate(f"{n + 1}", (column, 1), (0, 4), xycoords=("data", "axes fraction"),
                        textcoords="offset points", ha="center", va="bottom")


def save(figure, name, dpi=110):
    os.makedirs(OUTPUT, exist_ok=True)
    path = os.path.join(OUTPUT, name + ".png")
    # Without the time and version, so that the same picture is the same file.
    figure.savefig(path, dpi=dpi, metadata={"Software": None}, bbox_inches="tight")
    plt.close(figure)
    print(f"{name}: {os.path.getsize(path) / 1000:.0f} kB")


def prior():
    figure, axes = plt.subplots(1, 2, figsize=(9, 4.8), layout="constrained")
    case = Case("cardiac", 3, [2, 3], EPICARDIUM)
    n = len(case.truth)
    random = np.random.default_rng(4)
    for ax, count in zip(axes, (3, 6)):
        places = case.truth[[int(n * (i + 0.3) / count) for i in range(count)]]
        case.clicks = np.round(places + random.normal(0, 0.7, (count, 2)), 1)
        explanation = case.explain()
        curve, deviation = np.array(explanation["smooth"]), np.array(explanation["deviations"])
        tangent = np.roll(curve, -1, 0) - np.roll(curve, 1, 0)
        normal = np.c_[tangent[:, 1], -tangent[:, 0]] / np.hypot(*tangent.T)[:, None]
        case.show(ax, margin=10)
        band = [curve + sign * deviation[:, None] * normal for sign in (1, -1)]
        ring = np.concatenate([band[0], band[0][:1], band[1][::-1], band[1][-1:]])
        ax.fill(*ring.T, color=CONTOUR, alpha=0.45, linewidth=0, label="1 standard deviation")
        closed(ax, curve, CONTOUR, "smooth curve")
        ax.set_title(f"{count} clicks: {deviation.min():.1f} to {deviation.max():.1f} pixels")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    save(figure, "prior")


def strip():
    case = Case("cardiac", 3, [2, 3], EPICARDIUM)
    stage = case.explain()["wide"]
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(12, 4.6), layout="constrained", width_ratios=(1, 1.7))
    centres, normals = np.array(stage["centres"]), np.array(stage["normals"])
    half = stage["offsets"][-1]
    case.show(left, around=np.concatenate([centres - half * normals, centres + half * normals]),
              margin=3)
    closed(left, centres, CONTOUR, "smooth curve: offset 0")
    for sign in (1, -1):
        closed(left, centres + sign * half * normals, CONTOUR, linewidth=1)
    for n in range(0, stage["columns"], 10):
        left.plot(*np.stack([centres[n] - half * normals[n], centres[n] + half * normals[n]]).T,
                  color=CONTOUR, linewidth=0.6)
    case.number(left)
    unrolled(right, stage, stage["intensities"], crossings(case.truth, stage), cmap="gray",
             vmin=0, vmax=1)
    right.axhline(0, color=CONTOUR, linewidth=1.5)
    mark_clicks(right, stage, names=True)
    right.set(xlabel=COLUMN, ylabel=OFFSET, xticks=range(0, stage["columns"], 10))
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=3)
    save(figure, "strip")


# Where the border is taken to be, and what the feature says.
FEATURES = {
    "gradient": "high: edge, the clicks' sign", "edge": "high: edge of either sign",
    "shape": "low: profile as at clicks", "nearProfile": "low: the same, nearby",
    "region": "high: in / out, all around",
    "surprise": "deviations from the prior", "offset": "pixels outwards",
    "squaredOffset": "offset squared / 16",
}


def features():
    case = Case("cardiac", 3, [2, 3], EPICARDIUM)
    stage = case.explain()["wide"]
    truth = crossings(case.truth, stage)
    figure, axes = plt.subplots(
        3, 3, figsize=(11, 6.6), layout="constrained", sharex=True, sharey=True)
    energy = grid(stage, stage["energy"])
    energy = np.minimum(energy - energy.min(0), 20).T.ravel()
    panels = [(f"{f['name']} ({FEATURES[f['name']]})", f["values"]) for f in stage["features"]]
    for ax, (title, values) in zip(axes.flat, panels + [("energy (low: weighted sum)", energy)]):
        limit = np.abs(values).max()
        signed = min(values) < 0
        image = unrolled(
            ax, stage, values, truth, cmap="PuOr" if signed else "cividis",
            **(dict(vmin=-limit, vmax=limit) if signed else {}))
        ax.set_title(title, fontsize=10)
        figure.colorbar(image, ax=ax, pad=0.01).ax.tick_params(labelsize=8)
        mark_clicks(ax, stage)
    figure.supxlabel(COLUMN, fontsize=10)
    figure.supylabel(OFFSET, fontsize=10)
    save(figure, "features", dpi=90)
    tell_weights(stage, truth)


def tell_weights(stage, truth):
    """What each feature adds to the energy 3 pixels inside and outside of the true border, mean."""
    offsets, columns = np.array(stage["offsets"]), np.arange(stage["columns"])
    near = np.array(stage["nearness"])
    few = 3 / len(stage["clicks"])
    inside = np.abs(truth) < offsets[-1] - 3
    for f in stage["features"]:
        weights = f["always"] + f["nearClicks"] * near + f["fewClicks"] * few
        at = lambda shift: np.array([
            np.interp(truth[c] + shift, offsets, grid(stage, f["values"])[:, c])
            for c in columns[inside]])
        added = [np.mean(weights[inside] * (at(shift) - at(0))) for shift in (-3, 3)]
        weights = [
            f["always"] + f["nearClicks"] * n + f["fewClicks"] * 3 / count
            for count in (3, 10) for n in (1, 1 / (1 + 0.06 * 20))]
        print(f"{f['name']:14}", "weights", *(f"{w:6.2f}" for w in weights),
              " inside %.2f outside %.2f" % tuple(added))


def likelihood():
    # Three clicks: two borders compete above, between myocardium, fat and lung.
    case = Case("cardiac", 3, [2, 3], [[61.6, 76.8], [69.0, 41.1], [101.7, 66.4]])
    stage = case.explain()["wide"]
    truth, offsets = crossings(case.truth, stage), np.array(stage["offsets"])
    likely, expected = likeliest(stage), np.array(stage["expectedOffsets"])
    places = grid(stage, stage["likelihoods"])
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(12, 4.6), layout="constrained", width_ratios=(2.6, 1), sharey=True)
    image = unrolled(left, stage, stage["likelihoods"], truth, cmap="gray_r", vmin=0, vmax=0.5)
    # Where the two differ most there is something to see.
    column = int(np.abs(likely - expected).argmax())
    right.barh(offsets, places[:, column], height=0.4, color="0.6", label="likelihood")
    lines = ((truth, TRUTH, "true border", 1.5), (likely, LIKELIEST, "likeliest path", 2),
             (expected, EXPECTED, "expected border", 2))
    for line, colour, label, width in lines:
        if line is not truth:
            left.plot(line, color=colour, linewidth=width, label=label)
        right.axhline(line[column], color=colour, linewidth=width, label=label,
                      path_effects=HALO if line is truth else None)
    mark_clicks(left, stage, names=True)
    left.axvline(column, color="black", linewidth=0.8, linestyle=":")
    seen = offsets[places.max(1) > 0.005]
    left.set(xlabel=COLUMN, ylabel=OFFSET, ylim=(seen[0] - 3, seen[-1] + 1))
    figure.colorbar(image, ax=left, pad=0.01, extend="max", label="likelihood, 1 in all of a column")
    left.legend(loc="lower left", ncols=3, fontsize=9)
    right.set_title(f"column {column}")
    right.set_xlabel("likelihood")
    save(figure, "likelihood")
    for name, line in (("likeliest", likely), ("expected", expected)):
        error = np.abs(line - truth)
        print(f"{name}: mean {np.nanmean(error):.2f}, at {column} {error[column]:.2f} pixels")


def confidence():
    case = Case("cardiac", 3, [1], VENTRICLE)
    stage = case.explain()["narrow"]
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(12, 5), layout="constrained", width_ratios=(1, 1.8))
    case.show(left)
    case.number(left)
    for arc in case.arcs:
        points = np.array(arc["points"])
        lines = LineCollection([points], cmap=CONFIDENCE, linewidth=3.5, zorder=4,
                               path_effects=[effects.Stroke(linewidth=5, foreground="black"),
                                             effects.Normal()])
        lines.set_array([arc["confidence"]])
        lines.set_clim(0, 1)
        left.add_collection(lines)
        middle = points[len(points) // 2]
        away = (points[-1] - points[0])[::-1]
        left.annotate(f"{arc['confidence']:.2f}", middle, 16 * away / np.hypot(*away),
                      textcoords="offset points", ha="center", va="center", color="white",
                      path_effects=HALO, zorder=6)
    figure.colorbar(lines, ax=left, label="confidence of the arc", location="left")
    left.set_title(f"6 clicks: Dice {case.dice():.2f}")
    image = unrolled(right, stage, stage["likelihoods"], crossings(case.truth, stage),
                     cmap="gray_r", vmin=0, vmax=0.5)
    right.plot(stage["expectedOffsets"], color=EXPECTED, linewidth=2, label="expected border")
    mark_clicks(right, stage, names=True)
    right.set(xlabel=COLUMN.replace("curve", "wide strip's border"), ylabel=OFFSET)
    figure.colorbar(image, ax=right, label="likelihood, 1 in all of a column", pad=0.01,
                    extend="max")
    right.legend(loc="lower right", ncols=2, fontsize=9)
    save(figure, "confidence")
    print("confidences", [round(a["confidence"], 2) for a in case.arcs])


def beside(axes, case, *versions):
    """The contours that several clicks give, in one frame."""
    drawn = []
    for title, clicks in versions:
        case.clicks = np.array(clicks, float)
        smooth = np.array(case.explain()["smooth"])
        drawn.append((title, case.clicks, case.contour, case.arcs, smooth))
    lines = [d[2] for d in drawn] + ([] if case.truth is None else [case.truth])
    for ax, (title, case.clicks, case.contour, case.arcs, smooth) in zip(axes, drawn):
        case.show(ax, around=np.concatenate(lines), margin=5)
        closed(ax, case.contour, CONTOUR, "contour", zorder=4)
        if case.truth is None:
            closed(ax, smooth, WEAK, linestyle=(0, (1, 1.5)), label="smooth curve", zorder=4)
        weakest = min(arc["confidence"] for arc in case.arcs)
        dice = "" if case.truth is None else f", Dice {case.dice():.2f}"
        ax.set_title(f"{title}{dice}, weakest arc {weakest:.2f}", fontsize=11)


def circle(x, y, radius, count):
    angles = 2 * np.pi * np.arange(count) / count
    return np.round(np.c_[x + radius * np.cos(angles), y + radius * np.sin(angles)], 1)


def borders():
    figure, axes = plt.subplots(2, 2, figsize=(9.5, 8.4), layout="constrained")
    notch = [[26.3, 88.2], [19.8, 54.4], [41.7, 32.7], [77.0, 28.8], [105.5, 41.1], [74.4, 50.8],
             [70.9, 71.0], [44.7, 77.2]]
    beside(axes[0], Case("abdomen", 11, [1], notch), ("8 clicks", notch),
           ("10 clicks", notch[:6] + [[72.3, 59.9], [63.8, 64.6]] + notch[6:]))
    fat = [[62.3, 71.3], [75.0, 44.3], [92.7, 68.4]]
    beside(axes[1], Case("cardiac", 6, [2, 3], fat), ("3 clicks", fat),
           ("4 clicks", fat[:2] + [[93.5, 50.0]] + fat[2:]))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    save(figure, "borders")


def shapes():
    figure, axes = plt.subplots(2, 2, figsize=(9.5, 10.6), layout="constrained")
    crescent = [[44.9, 77.0], [50.2, 35.3], [61.1, 44.3], [69.3, 80.8]]
    beside(axes[0], Case("cardiac", 3, [1], crescent), ("4 clicks", crescent),
           ("both tips", VENTRICLE[:3] + [[76.5, 39.0]] + VENTRICLE[3:]))
    # In the liver, where there is no border: only noise, and beside a vessel.
    beside(axes[1, :1], Case("abdomen", 11, [], []), ("only noise", circle(38, 55, 12, 4)))
    beside(axes[1, 1:], Case("abdomen", 11, [], []), (
        "a vessel and its edge", [[34, 48], [52, 42], [66, 50], [48, 62]]))
    for ax in axes[:, 0]:
        ax.legend(loc="lower left", fontsize=9)
    save(figure, "shapes")


PICTURES = {f.__name__: f for f in (prior, strip, features, likelihood, confidence, borders, shapes)}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--only", choices=PICTURES)
    arguments = parser.parse_args()
    BENCH = arguments.bench
    for name, draw in PICTURES.items():
        if arguments.only in (None, name):
            draw()
