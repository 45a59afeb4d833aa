"""How far the outline model leaves the smooth curve where there is no border: constant images and
noise, clicks on a circle of radius 20. Prints the table of Sources/MinimalPaths/OutlineModel.md.

usage: outline_noise.py --bench PATH/contourist-bench
"""
import argparse
import json
import tempfile

import nibabel
import numpy as np

from robot import run

SIZE, RADIUS, ROUNDS = 96, 20, 12


def drawn(bench, image, clicks):
    """Distances of the line from the circle, outwards, and the arcs' confidences."""
    path = f"{tempfile.gettempdir()}/outline_noise.nii.gz"
    nibabel.save(nibabel.Nifti1Image(image[..., None].astype(np.float32), np.eye(4)), path)
    seeds = [part for x, y in clicks for part in ("--seed", f"{x:.3f},{y:.3f}")]
    answer = json.loads(run(bench, "explain", path, *seeds, "--json"))
    line = np.array(answer["explanation"]["line"]) - SIZE / 2
    return np.hypot(*line.T) - RADIUS, [arc["confidence"] for arc in answer["arcs"]]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--bench", required=True)
    bench = parser.parse_args().bench
    random = np.random.default_rng(0)
    print("| clicks | constant: mean outwards | noise: root mean square | at most | confidence, mean "
          "| arcs above 0.9 |\n|---|---|---|---|---|---|")
    for count in (3, 4, 6, 10):
        circle = lambda turn: SIZE / 2 + RADIUS * np.stack([
            f(2 * np.pi * (np.arange(count) + turn) / count) for f in (np.cos, np.sin)], 1)
        outwards = drawn(bench, np.full((SIZE, SIZE), 7), circle(0))[0].mean()
        rounds = [drawn(bench, random.normal(100, 10, (SIZE, SIZE)), circle(n / ROUNDS))
                  for n in range(ROUNDS)]
        d, c = (np.concatenate([r[k] for r in rounds]) for k in (0, 1))
        print(f"| {count} | {outwards:.1f} | {np.sqrt(np.mean(d ** 2)):.1f} | {np.abs(d).max():.0f} | "
              f"{c.mean():.2f} | {np.mean(c > 0.9):.0%} |")
