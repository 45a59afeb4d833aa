"""Fast Marching beside eikonalfm, scikit-fmm, ITK, scikit-image and OpenCV: the same times, and how
long each takes. One thread each, one run. Part of `make benchmarks`, not of the tests.
usage: arrival_time.py --bench PATH/contourist-bench [--agreement-only]
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import cv2
import eikonalfm
import nibabel
import numpy as np
import SimpleITK
import skfmm
from scipy.ndimage import gaussian_filter
from skimage.graph import MCP_Geometric

SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
cv2.setNumThreads(1)


def shapes_image(n, seed=3):
    """Ellipses of random brightness with noise: edges in all directions."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:n, :n] / n
    image = random.normal(0, 0.1, (n, n))
    for _ in range(15):
        cx, cy = random.uniform(0.15, 0.85, 2)
        a, b = random.uniform(0.04, 0.3, 2)
        image[((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 < 1] += random.uniform(-1, 1)
    return gaussian_filter(image, 1.4)


def edge_speed(n):
    gy, gx = np.gradient(shapes_image(n))
    g = np.hypot(gx, gy)
    return 0.02 + g / g.max()


def ours(bench, speed, seed, spacing=None, order=1, repeat=3):
    """Seconds (median) and times; arrays are [x, y(, z)], as the program's I,J(,K)."""
    with tempfile.TemporaryDirectory() as folder:
        cost, out = f"{folder}/cost.nii", f"{folder}/times.nii"
        nibabel.save(nibabel.Nifti1Image((1 / speed).astype(np.float32), np.eye(4)), cost)
        command = [bench, "arrival-time", "--cost", cost, "--seed", ",".join(map(str, seed)),
                   "--repeat", str(repeat), "--order", str(order), "--threads", "1",
                   "--output", out, "--json"]
        if spacing is not None:
            command += ["--spacing", ",".join(map(str, spacing))]
        answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        times = np.asarray(nibabel.load(out).dataobj).reshape(speed.shape)
        return answer["nanosecondsPerVoxel"] * 1e-9 * speed.size, times


def agreement(bench):
    """Largest difference from eikonalfm of first order, as a part of the largest time."""
    random = np.random.default_rng(11)
    cases = []
    for shape, spacing in [((64, 50), (1, 1)), ((63, 90), (0.7, 1.6)), ((300, 17), (2, 0.5)),
                           ((24, 30, 18), (1, 1, 1)), ((20, 16, 25), (0.8, 0.8, 3))]:
        for name, speed in [
                ("constant", np.ones(shape)),
                ("white noise", random.uniform(0.05, 1.05, shape)),
                ("smooth", np.exp(gaussian_filter(random.normal(0, 10, shape), 2))),
                ("four decades", 10 ** random.uniform(-4, 0, shape))]:
            cases.append((name, speed, spacing, tuple(int(s * 0.4) for s in shape)))
    cases.append(("edges", edge_speed(256), (1, 1), (128, 128)))
    cases.append(("edges, seed in a corner", edge_speed(256), (1, 1), (0, 255)))
    worst = 0
    for name, speed, spacing, seed in cases:
        times = ours(bench, speed, seed, spacing, repeat=1)[1]
        peer = eikonalfm.fast_marching(speed, seed, tuple(map(float, spacing)), 1)
        difference = np.abs(times - peer).max() / peer.max()
        worst = max(worst, difference)
        print(f"  {name:24s} {'x'.join(map(str, speed.shape)):10s} {str(spacing):14s} "
              f"difference from eikonalfm {difference:.1e}")
    return worst


def seconds(work, repeat):
    found = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return sorted(found)[repeat // 2]


def peers_2d(n, repeat):
    speed, middle = edge_speed(n), (n // 2, n // 2)
    phi = np.ones((n, n))
    phi[middle] = -1e-9
    itk = SimpleITK.FastMarchingImageFilter()
    itk.AddTrialPoint((*middle, 0))
    image = SimpleITK.GetImageFromArray(speed.astype(np.float32))
    scissors = cv2.segmentation.IntelligentScissorsMB()
    scissors.setEdgeFeatureCannyParameters(32, 100).setGradientMagnitudeMaxLimit(200)
    scissors.applyImage(cv2.normalize(shapes_image(n), None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8))
    return speed, middle, {
        "scikit-fmm": seconds(lambda: skfmm.travel_time(phi, speed, order=1), repeat),
        "eikonalfm": seconds(lambda: eikonalfm.fast_marching(speed, middle, (1.0, 1.0), 1), repeat),
        "ITK": seconds(lambda: itk.Execute(image), repeat),
        "skimage": seconds(lambda: MCP_Geometric(1 / speed).find_costs([middle]), repeat),
        "OpenCV map": seconds(lambda: scissors.buildMap(middle), repeat)}


def peers_3d(n):
    speed, middle = 0.05 + np.random.default_rng(1).random((n,) * 3), (n // 2,) * 3
    phi = np.ones((n,) * 3)
    phi[middle] = -1e-9
    itk = SimpleITK.FastMarchingImageFilter()
    itk.AddTrialPoint(middle)
    image = SimpleITK.GetImageFromArray(speed.astype(np.float32))
    return speed, middle, {
        "scikit-fmm": seconds(lambda: skfmm.travel_time(phi, speed, order=1), 1),
        "eikonalfm": seconds(lambda: eikonalfm.fast_marching(speed, middle, (1.0,) * 3, 1), 1),
        "ITK": seconds(lambda: itk.Execute(image), 1)}


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--bench", required=True)
    arguments.add_argument("--sizes", default="512,1024,2048")
    arguments.add_argument("--cubes", default="96,128")
    arguments.add_argument("--repeat", type=int, default=7)
    arguments.add_argument("--agreement-only", action="store_true")
    arguments = arguments.parse_args()
    bench = os.path.abspath(arguments.bench)
    worst = agreement(bench)
    print(f"largest difference {worst:.1e} of the largest time (at most 1e-4)")
    if not arguments.agreement_only:
        print("nanoseconds per voxel")
        cases = [(f"{n}^2", *peers_2d(int(n), arguments.repeat)) for n in arguments.sizes.split(",") if n]
        cases += [(f"{n}^3", *peers_3d(int(n))) for n in arguments.cubes.split(",") if n]
        for name, speed, middle, peers in cases:
            mine = ours(bench, speed, middle, repeat=arguments.repeat)[0]
            per_voxel = {k: round(v * 1e9 / speed.size) for k, v in peers.items()}
            print(f"  {name:7s} {per_voxel}  ours {mine * 1e9 / speed.size:.1f}  "
                  f"fastest peer / ours {min(peers.values()) / mine:.1f}", flush=True)
    sys.exit(worst > 1e-4)
