"""How time and memory grow with the size of images and with the number of cases, as a picture.
usage: cost.py --binary PATH/contourist --picture cost.png [--quick]

Each point is a process of its own: its wall time and the most memory that it, or one process it began, held. What is
timed is the whole command, reading and writing files included; of `trace` the solve alone is told as well. Beside
them, on the same files in the same run: SimpleITK, which reads the image of `trace`, and reads and compares the
masks of `evaluate` (overlap and Hausdorff distance of two of the four labels, one at a time).

Prints one JSON line a point, then the slope of each line on its last two points: 1 is growth in proportion.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import nibabel
import numpy as np
from scipy import ndimage

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = sys.executable
READING = "import sys, SimpleITK as s; s.ReadImage(sys.argv[1])"
COMPARING = """
import sys, SimpleITK as s
one, two = (s.ReadImage(path, s.sitkUInt8) for path in sys.argv[1:])
for label in (1, 2):
    a, b = one == label, two == label
    s.LabelOverlapMeasuresImageFilter().Execute(a, b)
    s.HausdorffDistanceImageFilter().Execute(a, b)
"""


#: What a process held counts from what held the one that began it: a small one does.
LAUNCHER = """
import os, sys, time
begin = time.monotonic()
pid = os.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w") as file:
    print(time.monotonic() - begin, usage.ru_maxrss / 1024, file=file)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def measured(command):
    """Seconds, most memory in MB, standard output."""
    command = [str(part) for part in command]
    with tempfile.NamedTemporaryFile("r") as figures:
        done = subprocess.run([PYTHON, "-I", "-S", "-c", LAUNCHER, figures.name, *command], capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{command}: {done.stderr[-1000:]}")
        seconds, memory = (float(word) for word in figures.read().split())
    return seconds, memory, done.stdout


def save(voxels, path, spacing=(1, 1, 1)):
    nibabel.save(nibabel.Nifti1Image(voxels, np.diag([*spacing, 1.0])), path)


def enlarged(path, side, slices=None):
    """The first frame of a sample, resampled to side^2 (and so many slices, else the sample's share)."""
    image = nibabel.load(path)
    voxels = np.asarray(image.dataobj)
    voxels = voxels[..., 0] if voxels.ndim == 4 else voxels
    slices = slices or max(1, round(voxels.shape[2] * side / voxels.shape[0]))
    factors = [wanted / have for wanted, have in zip((side, side, slices), voxels.shape)]
    is_mask = voxels.dtype == np.uint8
    bigger = ndimage.zoom(voxels, factors, order=0 if is_mask else 1, mode="nearest", grid_mode=True)
    return bigger.astype(np.uint8 if is_mask else np.int16), [
        float(size) / factor for size, factor in zip(image.header.get_zooms(), factors)]


class Costs:
    def __init__(self, binary, folder, quick):
        self.binary, self.folder, self.quick, self.points = binary, folder, quick, []

    def add(self, line, by, size, command, **others):
        seconds, memory, output = measured(command)
        point = {"line": line, "by": by, "size": size, "seconds": round(seconds, 3), "memory_mb": round(memory)}
        point |= {name: find(output) for name, find in others.items()}
        self.points.append(point)
        print(json.dumps(point), flush=True)

    def sizes(self, *sizes):
        return sizes[:2] if self.quick else sizes

    def run(self):
        self.trace()
        self.presegment()
        self.evaluate()
        self.export_sizes()
        self.export_counts()
        self.actions()
        self.cohorts()

    def path(self, name):
        return self.folder / name

    def trace(self):
        """One contour of five clicks in the middle of a stack of ten slices."""
        for side in self.sizes(128, 256, 512, 1024, 2048, 4096):
            voxels, spacing = enlarged(ROOT / "SampleData/tumour.nii.gz", side, 10)
            truth, _ = enlarged(ROOT / "SampleData/tumour_truth.nii.gz", side, 10)
            areas = truth.reshape(-1, 10).sum(0)
            k = int(areas.argmax())
            inside = np.argwhere(truth[..., k])
            middle = inside.mean(0)
            reach = np.sqrt(areas[k] / np.pi)
            seeds = [f"--seed={x:.1f},{y:.1f}" for x, y in (
                middle + reach * np.array([np.cos(a), np.sin(a)]) for a in np.linspace(0, 2 * np.pi, 5, False))]
            image = self.path("trace.nii")
            save(voxels, image, spacing)
            self.add("trace", "voxels", voxels.size, [
                self.binary, "trace", image, "--slice", k, *seeds, "--json"],
                solve_ms=lambda text: round(json.loads(text)["milliseconds"], 2))
            self.add("SimpleITK reads trace's image", "voxels", voxels.size, [PYTHON, "-c", READING, image])

    def presegment(self):
        for slices in self.sizes(4, 16, 64, 256):
            voxels, spacing = enlarged(ROOT / "SampleData/cardiac.nii.gz", 224, slices)
            image = self.path("heart.nii")
            save(voxels, image, spacing)
            self.add("presegment", "voxels", voxels.size, [
                self.binary, "presegment", image, "--model", "cardiac-cine", "-o", self.path("heart_mask.nii.gz"),
                "--force"])

    def evaluate(self):
        for side in self.sizes(64, 128, 256, 512):
            voxels, _ = enlarged(ROOT / "SampleData/abdomen_truth.nii.gz", side, side)
            other = np.roll(voxels, 1, axis=0)
            for name, mask in (("one", voxels), ("two", other)):
                save(mask, self.path(f"{name}.nii.gz"))
            pair = [self.path("one.nii.gz"), self.path("two.nii.gz")]
            self.add("evaluate", "voxels", voxels.size, [self.binary, "evaluate", *pair, "--json"])
            self.add("SimpleITK compares evaluate's", "voxels", voxels.size, [PYTHON, "-c", COMPARING, *pair])

    def export_sizes(self):
        for side in self.sizes(64, 128, 256, 512):
            voxels, spacing = enlarged(ROOT / "SampleData/tumour.nii.gz", side)
            truth, _ = enlarged(ROOT / "SampleData/tumour_truth.nii.gz", side)
            image, session = self.path("tumour.nii.gz"), self.path("tumour.session.jsonl")
            save(voxels, image, spacing)
            save(truth, self.path("tumour_mask.nii.gz"), spacing)
            session.unlink(missing_ok=True)
            self.add("session from a mask", "voxels", voxels.size, [
                self.binary, "session", "new", image, "--from-mask", self.path("tumour_mask.nii.gz"), "-o", session])
            self.export("voxels", voxels.size, [session])

    def export(self, by, size, sessions):
        out = self.path("set")
        shutil.rmtree(out, ignore_errors=True)
        self.add("export", by, size, [
            self.binary, "export", *sessions, "--format", "nnunet", "--include-unreviewed", "-o", out])

    def copies(self, count):
        """So many sessions of one image."""
        folder = self.path("sessions")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        samples = self.path("SampleData")
        if not samples.exists():
            samples.symlink_to(ROOT / "SampleData")
        for n in range(count):
            shutil.copy(ROOT / "Annotations/tumour.session.jsonl", folder / f"case{n:04}.session.jsonl")
        return folder

    def export_counts(self):
        for count in self.sizes(4, 16, 64, 256):
            self.export("cases", count, [self.copies(count)])

    def actions(self):
        """Contours of four clicks, one a slice, then clicks that move."""
        image = self.path("stack.nii.gz")
        save(np.tile(enlarged(ROOT / "SampleData/tumour.nii.gz", 256, 1)[0], (1, 1, 50)), image)
        for count in self.sizes(100, 1000, 10_000):
            lines = []
            for k in range(min(50, count // 20)):
                for x, y in ((100, 100), (150, 100), (150, 150), (100, 150)):
                    lines.append({"action": "seed.add", "contour": f"c{k}", "label": "structure", "slice": k,
                                  "frame": 0, "x": x, "y": y})
                lines.append({"action": "contour.close", "contour": f"c{k}"})
            contours = len(lines) // 5
            while len(lines) < count:
                n = len(lines)
                lines.append({"action": "seed.move", "contour": f"c{n % contours}", "seed": n % 4,
                              "x": 100 + n % 4 // 2 * 50 + n % 7, "y": 100 + (n % 4 in (1, 2)) * 50 + n % 5})
            actions, session = self.path("actions.jsonl"), self.path("stack.session.jsonl")
            actions.write_text("".join(json.dumps(line) + "\n" for line in lines))
            session.unlink(missing_ok=True)
            measured([self.binary, "session", "new", image, "-o", session])
            self.add("session apply", "actions", count, [self.binary, "session", "apply", session, actions])
            self.add("session verify", "actions", count, [self.binary, "session", "verify", session])

    def cohorts(self):
        masks, truths = self.path("masks"), self.path("truths")
        for folder in (masks, truths):
            folder.mkdir()
        for n in range(self.sizes(16, 64, 256, 1024)[-1]):
            for folder in (masks, truths):
                shutil.copy(ROOT / "SampleData/abdomen_truth.nii.gz", folder / f"case{n:04}.nii.gz")
        names = sorted(path.name for path in masks.iterdir())
        for count in reversed(self.sizes(16, 64, 256, 1024)):
            for name in names[count:]:
                for folder in (masks, truths):
                    (folder / name).unlink(missing_ok=True)
            for line, command in (("evaluate a folder", ["evaluate", masks, truths, "--json"]),
                                  ("batch evaluate", ["batch", "evaluate", masks, truths, "--force", "-o",
                                                      self.path(f"scores{count}")])):
                self.add(line, "cases", count, [self.binary, *command])

    def lines(self):
        lines = {}
        for point in self.points:
            lines.setdefault((point["by"], point["line"]), []).append(point)
        for points in lines.values():
            points.sort(key=lambda point: point["size"])
        return lines


def draw(lines, path):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as pyplot
    kinds = [("voxels", "voxels of the image"), ("cases", "cases"), ("actions", "actions of a session")]
    names = list(dict.fromkeys(line for _, line in lines))
    peers = {name: marker for name, marker in zip((n for n in names if n.startswith("SimpleITK")), "sD")}
    # All but the grey that peers have.
    colours = dict(zip((n for n in names if n not in peers), ("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C8", "C9")))
    figure, axes = pyplot.subplots(2, 3, figsize=(15, 9), layout="constrained", sharey="row", sharex="col")
    for column, (by, name) in enumerate(kinds):
        for (kind, line), points in lines.items():
            if kind != by:
                continue
            style = {"linestyle": "--", "color": "grey", "marker": peers[line]} if line in peers \
                else {"color": colours[line], "marker": "o"}
            for row, quantity in enumerate(("seconds", "memory_mb")):
                axes[row, column].plot([point["size"] for point in points], [point[quantity] for point in points],
                                       label=line, **style)
        for row in range(2):
            axes[row, column].set(xscale="log", yscale="log")
            axes[row, column].grid(alpha=0.3)
        axes[1, column].set_xlabel(name)
    shown = {text: line for axis in axes[0] for line, text in zip(*axis.get_legend_handles_labels())}
    figure.legend(shown.values(), shown, loc="outside right upper", frameon=False)
    axes[0, 0].set_ylabel("seconds")
    axes[1, 0].set_ylabel("most memory, MB")
    figure.savefig(path, dpi=80)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--picture", required=True)
    arguments.add_argument("--quick", action="store_true", help="the two smallest sizes of each")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = Costs(os.path.abspath(options.binary), pathlib.Path(folder), options.quick)
        costs.run()
    lines = costs.lines()
    draw(lines, options.picture)
    slopes = {}
    for (by, line), points in lines.items():
        one, two = points[-2:]
        growth = np.log(two["size"] / one["size"])
        slopes[f"{line}, by {by}"] = {
            quantity: round(float(np.log(two[quantity] / one[quantity]) / growth), 2)
            for quantity in ("seconds", "memory_mb")}
    print(json.dumps({"slopes": slopes}, indent=2))


if __name__ == "__main__":
    main()
