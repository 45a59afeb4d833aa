"""A closed contour through 6 clicks on slices of cardiac MRI: OpenCV's intelligent scissors
(buildMap and getContour for each arc) beside `contourist-bench trace`, one thread each, one run.
Both start from a prepared image. Needs the real data beside the project; not part of the tests.
usage: tracing.py --bench PATH/contourist-bench [--slices 12]
"""
import argparse
import glob
import json
import os
import subprocess
import time

import cv2
import nibabel
import numpy as np

from robot import DATA, outline

cv2.setNumThreads(1)


def slices(count):
    """Path, slice, pixels [y, x] and 6 clicks on the left ventricle's epicardium."""
    files = sorted(glob.glob(f"{DATA}/acdc/patient*/*_gt.nii.gz"))
    for truth in files[:: max(1, len(files) // count)][:count]:
        labels = np.asarray(nibabel.load(truth).dataobj)
        path = truth.replace("_gt", "")
        k = labels.shape[2] // 2
        line = outline((labels[:, :, k] >= 2).T)
        clicks = np.rint(line[np.arange(6) * len(line) // 6]).astype(int)
        yield path, k, np.asarray(nibabel.load(path).dataobj)[:, :, k].T, clicks


def scissors_milliseconds(pixels, clicks, repeat):
    tool = cv2.segmentation.IntelligentScissorsMB()
    tool.setEdgeFeatureCannyParameters(32, 100).setGradientMagnitudeMaxLimit(200)
    tool.applyImage(cv2.normalize(pixels.astype(np.float32), None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8))
    found = []
    for _ in range(repeat):
        start = time.perf_counter()
        for n in range(len(clicks)):
            tool.buildMap(tuple(map(int, clicks[n])))
            tool.getContour(tuple(map(int, clicks[(n + 1) % len(clicks)])))
        found.append(1e3 * (time.perf_counter() - start))
    return sorted(found)[repeat // 2]


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--bench", required=True)
    arguments.add_argument("--slices", type=int, default=12)
    arguments = arguments.parse_args()
    ratios = []
    for path, k, pixels, clicks in slices(arguments.slices):
        peer = scissors_milliseconds(pixels, clicks, 5)
        command = [arguments.bench, "trace", "--image", path, "--slice", str(k), "--repeat", "30", "--json"]
        for x, y in clicks:
            command += ["--seed", f"{x},{y}"]
        answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        mine = answer["contour"]["median"]
        command[1] = "move-seed"
        command[command.index("--repeat"):command.index("--repeat") + 2] = []
        moved = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["moveSeed"]
        ratios.append(peer / mine)
        print(f"{os.path.basename(path):28s} slice {k}  {pixels.shape[1]}x{pixels.shape[0]}  OpenCV {peer:6.1f} ms  "
              f"ours {mine:5.2f} ms (prepare {answer['prepare']['median']:.2f})  ratio {peer / mine:5.0f}  "
              f"one click moved {moved['median']:.2f}, p99 {moved['p99']:.2f} ms", flush=True)
    print(f"ratio: median {np.median(ratios):.0f}, smallest {min(ratios):.0f}")
