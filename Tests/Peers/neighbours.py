"""What it is worth to know the contours drawn before: real hearts from clicks a pixel off, each
structure alone, avoiding those drawn before it, and sharing their borders. Reports the mean Dice.
Needs the real data beside the project. Not part of the tests.
usage: neighbours.py --binary PATH/contourist [--patients 12] [--clicks 5]
"""
import argparse
import os

import numpy as np

from real_outlines import acdc
from robot import Tracer, dice, fill, outline

# In the order of drawing: the neighbours of each are those before it.
ORDER = ["LV cavity", "LV epicardium", "RV"]

if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--patients", type=int, default=12)
    arguments.add_argument("--clicks", type=int, default=5)
    arguments = arguments.parse_args()
    tracer = Tracer(arguments.binary)
    random = np.random.default_rng(1)
    slices = {}
    for name, path, k, mask in acdc(arguments.patients):
        slices.setdefault((path, k), {})[name] = mask
    found = {}
    for (path, k), masks in slices.items():
        drawn = {"alone": [], "avoid": [], "share": []}
        for name in (n for n in ORDER if n in masks):
            line = outline(masks[name])
            start = random.integers(len(line))
            seeds = line[(start + np.arange(arguments.clicks) * len(line) // arguments.clicks) % len(line)]
            seeds = (seeds + random.normal(0, 1, seeds.shape)).clip(0, np.array(masks[name].shape[::-1]) - 1)
            for way, before in drawn.items():
                options = {} if way == "alone" or not before else {"avoid": before, "share": way == "share"}
                answer = tracer.ask(image=path, slice=k, seeds=seeds.tolist(), options=options)
                contour = answer["contour"]
                if len(masks) > 1 and name != ORDER[0]:
                    found.setdefault((name, way), []).append(
                        dice(fill(np.array(contour), masks[name].shape), masks[name]))
                before.append(contour)
    for (name, way), d in found.items():
        print(f"{name:14s} {way:6s} {len(d):4d} outlines  Dice mean {np.mean(d):.3f}  "
              f"tenth {np.percentile(d, 10):.3f}  worst {min(d):.3f}")
