"""Makes SampleData (phantoms) and the example sessions in Annotations.

A robot annotator clicks on the true outline, as exactly as a careful person (0.5 pixels), and adds
a click at the worst place until the contour is good. The sessions also hold what happens in real
work: a moved and a deleted seed, undo and redo, a hole, strokes, comments and snapshots.
usage: make_samples.py --binary PATH/contourist
"""
import argparse
import json
import os

import nibabel
import numpy as np

from robot import ROOT, Tracer, dice, fill, outline, run


class Annotator:
    def __init__(self, binary, image, truth, seed):
        self.tracer = Tracer(binary)
        self.image = image
        self.truth = np.asarray(nibabel.load(truth).dataobj)
        if self.truth.ndim == 3:
            self.truth = self.truth[..., None]
        self.random = np.random.default_rng(seed)
        self.actions = []

    def mask(self, labels, k, frame):
        return np.isin(self.truth[:, :, k, frame], labels).T

    def annotate(self, name, label, labels, k, frame, target=0.95, most=14):
        """Draws one contour around the pixels whose truth is one of `labels`."""
        mask = self.mask(labels, k, frame)
        if mask.sum() < 25:
            return
        line = outline(mask)
        n = len(line)
        chosen = {int(n * s / 4): self.click(line[int(n * s / 4)]) for s in range(4)}
        while True:
            seeds = np.array([chosen[c] for c in sorted(chosen)])
            answer = self.tracer.ask(
                image=self.image, slice=k, frame=frame, seeds=seeds.tolist(), closed=True)
            contour = np.array(answer["contour"])
            if dice(fill(contour, mask.shape), mask) >= target or len(chosen) >= most:
                break
            distance = np.sqrt(
                ((line[::4, None] - contour[None]) ** 2).sum(-1).min(1))
            for c in np.argsort(-distance) * 4:
                if min(min(abs(c - o), n - abs(c - o)) for o in chosen) > n / 60:
                    chosen[int(c)] = self.click(line[c])
                    break
            else:
                break
        for x, y in seeds:
            self.add("seed.add", contour=name, label=label, slice=k, frame=frame, x=x, y=y)
        self.add("contour.close", contour=name)

    def click(self, point):
        return np.round(point + self.random.normal(0, 0.35, 2), 3)

    def add(self, action, **fields):
        self.actions.append({"action": action, **fields})


def cardiac(a):
    ed, es = 0, int(np.argmin([(a.truth[..., t] == 3).sum() for t in range(a.truth.shape[3])]))
    for frame, phase in ((ed, "ED"), (es, "ES")):
        a.add("comment", text=f"{phase}, base to apex")
        for k in range(a.truth.shape[2]):
            a.annotate(f"RV-{phase}-{k}", "RV", [1], k, frame)
            a.annotate(f"epi-{phase}-{k}", "MYO", [2, 3], k, frame)
            a.annotate(f"endo-{phase}-{k}", "LV", [3], k, frame)
    # A click in the wrong place, noticed; and one taken back by hand.
    first = next(x for x in a.actions if x["action"] == "seed.add")
    a.add("seed.move", contour=first["contour"], seed=0, x=first["x"] + 6, y=first["y"] + 4)
    a.add("undo")
    a.add("seed.add", contour=first["contour"], x=first["x"] + 9, y=first["y"])
    a.add("undo")
    a.add("redo")
    a.add("undo")


def tumour(a):
    for k in range(a.truth.shape[2]):
        a.annotate(f"tumour-{k}", "tumour", [1], k, 0)
    largest = int(np.argmax([(a.truth[:, :, k, 0] == 1).sum() for k in range(a.truth.shape[2])]))
    x, y = np.argwhere(a.truth[:, :, largest, 0] == 1).mean(0)
    # A small hole inside, drawn by mistake and deleted again.
    for dx, dy in ((-2, -2), (2, -2), (2, 2), (-2, 2)):
        a.add("seed.add", contour="hole", label="tumour", slice=largest, x=x + dx, y=y + dy)
    a.add("contour.close", contour="hole")
    a.add("contour.delete", contour="hole")
    a.add("erase", slice=largest, points=[[x, y]], radius_mm=1.5)
    a.add("undo")


def abdomen(a):
    names = {1: "liver", 2: "right kidney", 3: "left kidney", 4: "spleen"}
    for k in range(a.truth.shape[2]):
        for value, name in names.items():
            a.annotate(f"{name}-{k}", name, [value], k, 0)


SAMPLES = {
    "cardiac": (["--ejection-fraction", "0.58", "--seed", "7"], ["RV=1", "MYO=2", "LV=3"], cardiac),
    "tumour": (["--seed", "3"], ["tumour=1"], tumour),
    "abdomen": (
        ["--seed", "5"], ["liver=1", "right kidney=2", "left kidney=3", "spleen=4"], abdomen),
}

if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = os.path.abspath(arguments.parse_args().binary)
    os.chdir(ROOT)
    for name, (options, labels, annotate) in SAMPLES.items():
        base = f"SampleData/{name}"
        print(run(binary, "phantom", name, *options, "--output", base, "--force"), end="")
        session = f"Annotations/{name}.session.jsonl"
        if os.path.exists(session):
            os.remove(session)
        flags = [flag for label in labels for flag in ("--label", label)]
        print(run(binary, "session", "new", base + ".nii.gz", *flags, "--output", session), end="")
        annotator = Annotator(binary, base + ".nii.gz", base + "_truth.nii.gz", seed=11)
        annotate(annotator)
        annotator.tracer.close()
        lines = "".join(json.dumps(x) + "\n" for x in annotator.actions)
        run(binary, "session", "apply", session, "--author", "example", input=lines)
        run(binary, "session", "snapshot", session, "--author", "example")
        print(run(binary, "session", "verify", session), end="")
