"""Observers that differ by their hands: a robot annotates ACDC's hearts, each click off by so much.

For each robot a session of each mask: the clicks that `session new --from-mask` finds, each moved by a
normally distributed error. The masks of all robots go into folders for `contourist observers`, whose
table is printed: two runs of each robot are its intra-observer error.
usage: robot_observers.py --binary PATH/contourist ACDC OUT --every 5 --jitter 0.5 1
"""
import argparse
import json
import os
import shutil
import subprocess
import sys

import nibabel as nib
import numpy as np


def program(binary, *arguments, given=""):
    done = subprocess.run([binary, *map(str, arguments)], input=given, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


def annotated(binary, image, mask, jitter, rng, result):
    session = result + ".session.jsonl"
    program(binary, "session", "new", image, "--label", "RV=1", "--label", "MYO=2", "--label", "LV=3",
            "--from-mask", mask, "-o", session)
    size = nib.load(image).shape
    moves = []
    for contour in json.loads(program(binary, "session", "show", session, "--json"))["contours"]:
        for n, (x, y) in enumerate(contour["seeds"]):
            dx, dy = rng.normal(scale=jitter / np.sqrt(2), size=2)
            moves.append({"action": "seed.move", "contour": contour["name"], "seed": n,
                          "x": float(np.clip(x + dx, 0, size[0] - 1)), "y": float(np.clip(y + dy, 0, size[1] - 1))})
    program(binary, "session", "apply", session, given="\n".join(map(json.dumps, moves)))
    program(binary, "session", "replay", session, "--mask", result)
    os.remove(session)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("acdc")
    arguments.add_argument("out")
    arguments.add_argument("--every", type=int, default=5)
    arguments.add_argument("--jitter", type=float, nargs="+", default=[0.5, 1])
    given = arguments.parse_args()
    binary = os.path.abspath(given.binary)
    rng = np.random.default_rng(7)
    patients = sorted(p for p in os.listdir(given.acdc) if p.startswith("patient"))[::given.every]
    observers = [f"truth={os.path.join(given.out, 'truth')}"]
    for name, run, jitter in [("truth", "", 0)] + [(f"{j} px", f"-{r}", j) for j in given.jitter for r in (1, 2)]:
        folder = os.path.join(given.out, name.replace(" ", "") + run)
        for patient in patients:
            place = os.path.join(folder, patient)
            os.makedirs(place, exist_ok=True)
            source = os.path.join(given.acdc, patient)
            shutil.copy(os.path.join(source, "Info.cfg"), place)
            for file in sorted(os.listdir(source)):
                mask = os.path.join(source, file)
                if file.endswith("_gt.nii.gz"):
                    image = mask.replace("_gt", "")
                    shutil.copy(image, place)
                    if jitter:
                        annotated(binary, image, mask, jitter, rng, os.path.join(place, file))
                    else:
                        shutil.copy(mask, place)
        if jitter:
            observers.append(f"{name}={folder}")
    print(program(binary, "observers", *observers))


if __name__ == "__main__":
    main()
