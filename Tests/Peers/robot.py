"""What the scripts of this folder share: outlines of masks, filling, Dice, and the programs."""
import json
import os
import subprocess

import numpy as np
from scipy.ndimage import gaussian_filter, label, zoom
from skimage.measure import find_contours, points_in_poly

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DATA = os.path.join(os.path.dirname(ROOT), "shared", "data")


def outline(mask):
    """Closed outline of the largest component of mask[y, x], (n, 2) x, y, pixel centres at
    whole numbers, about eight points a pixel."""
    parts, count = label(mask)
    if count > 1:
        mask = parts == 1 + np.argmax(np.bincount(parts.ravel())[1:])
    padded = np.pad(mask.astype(np.float32), 2)
    fine = gaussian_filter(zoom(padded, 8, order=1, grid_mode=True, mode="nearest"), 4)
    curve = max(find_contours(fine, 0.5), key=len)[:-1, ::-1]
    return (curve + 0.5) / 8 - 0.5 - 2


def fill(polygon, shape):
    """Pixels whose centre lies inside, [y, x]."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    return points_in_poly(np.c_[x.ravel(), y.ravel()], polygon).reshape(shape)


def dice(a, b):
    total = a.sum() + b.sum()
    return 1.0 if total == 0 else 2 * (a & b).sum() / total


class Tracer:
    """A running `contourist trace --jsonl`."""

    def __init__(self, binary):
        self.process = subprocess.Popen(
            [binary, "trace", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, bufsize=1)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def send_raw(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def run(*command, expect=0, **options):
    """Runs a program; its output, or an exception that shows what went wrong."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != expect:
        raise SystemExit(
            f"{' '.join(map(str, command))}\nexit {done.returncode}, expected {expect}\n"
            f"{done.stdout}{done.stderr}")
    return done.stdout
