"""`contourist measure` beside nibabel and scipy: voxel counts exactly, volumes, ejection fraction
and mass of every patient of ACDC computed again from the files, diameters from scipy's convex hull;
phantoms of known volumes; and what counting voxels costs where slices are thick.
SampleData's phantoms where the real data are not there.
usage: measure_volumes.py --binary PATH/contourist [--patients 100] [--table]
"""
import argparse
import glob
import json
import os
import tempfile

import nibabel
import numpy as np
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist

from robot import DATA, ROOT, run

DENSITY = 1.05
HEART = ["--label", "RV=1", "--label", "MYO=2", "--label", "LV=3"]


def loaded(path):
    image = nibabel.load(path)
    zooms = image.header.get_zooms()[:3]
    return np.asarray(image.dataobj).astype(np.uint8), float(np.prod([float(z) for z in zooms])), zooms


def hearts(binary, patients, shows_table):
    """Every number again from the files of a patient, both moments as Info.cfg names them."""
    rows, masses = [], []
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(glob.glob(f"{DATA}/acdc/patient*"))[:patients]:
            os.symlink(path, f"{folder}/{os.path.basename(path)}")
        if not os.listdir(folder):
            return print("hearts: no real data, left out")
        report = json.loads(run(binary, "measure", folder, "--json"))
        for study in report["studies"]:
            name, heart = study["name"], study["heart"]
            info = dict(line.strip().split(": ") for line in open(f"{folder}/{name}/Info.cfg"))
            counts = []
            for phase in ("ED", "ES"):
                mask, voxel, _ = loaded(f"{folder}/{name}/{name}_frame{int(info[phase]):02d}_gt.nii.gz")
                found = np.bincount(mask.ravel(), minlength=4)[1:4]
                ours = {row["value"]: row["voxels"] for row in study["labels"] if row["phase"] == phase}
                assert [ours.get(value, 0) for value in (1, 2, 3)] == list(found), (name, phase)
                counts.append(found * voxel / 1000)
            (rv_ed, wall, lv_ed), (rv_es, wall_es, lv_es) = counts
            wanted = [lv_ed, lv_es, 100 * (lv_ed - lv_es) / lv_ed, wall * DENSITY, rv_ed, rv_es,
                      100 * (rv_ed - rv_es) / rv_ed]
            left, right = heart["left"], heart["right"]
            found = [left["edv_ml"], left["esv_ml"], left["ejection_fraction_percent"], heart["mass_g"],
                     right["edv_ml"], right["esv_ml"], right["ejection_fraction_percent"]]
            # Spacing is stored in single precision; its products differ by rounding.
            assert np.allclose(found, wanted, rtol=1e-6), (name, found, wanted)
            surface = 0.007184 * float(info["Weight"]) ** 0.425 * float(info["Height"]) ** 0.725
            assert np.isclose(heart["indices"]["body_surface_m2"], surface, rtol=1e-12), name
            rows.append((name, info["Group"], *wanted))
            masses.append(100 * (wall_es - wall) / wall)
    if shows_table:
        print("patient     group  LV EDV    ESV   EF %  mass g  RV EDV    ESV   EF %")
        for row in rows:
            print("{:10}  {:5} {:7.1f} {:6.1f} {:6.1f} {:7.1f} {:7.1f} {:6.1f} {:6.1f}".format(*row))
    for group in sorted({row[1] for row in rows}):
        values = np.array([row[2:] for row in rows if row[1] == group])
        print(f"{group:5} {len(values):3} patients: LV EF {values[:, 2].mean():.1f} %, EDV {values[:, 0].mean():.0f} mL, "
              f"mass {values[:, 3].mean():.0f} g, RV EF {values[:, 6].mean():.1f} %")
    print(f"hearts: {len(rows)} patients of ACDC, {2 * len(rows)} masks: voxel counts equal, all numbers within 1e-6; "
          f"the wall's mass differs from ED to ES by {np.abs(masses).mean():.1f} % in the mean")


def hull_diameter(mask, zooms):
    """The longest distance in a slice between borders halfway to outside pixels."""
    longest = 0
    for k in range(mask.shape[2]):
        inside = np.pad(mask[:, :, k], 1)
        points = []
        for axis, step in ((0, -1), (0, 1), (1, -1), (1, 1)):
            border = np.argwhere(inside & ~np.roll(inside, -step, axis)).astype(float)
            border[:, axis] += 0.5 * step
            points.append(border)
        points = np.concatenate(points) * zooms[:2]
        if len(points):
            longest = max(longest, pdist(points[ConvexHull(points).vertices]).max())
    return longest


def diameters(binary, count):
    from scipy.ndimage import label
    paths = sorted(glob.glob(f"{DATA}/hippocampus/labels/*.nii.gz"))[:count]
    worst, structures = 0, 0
    for path in paths or [f"{ROOT}/SampleData/tumour_truth.nii.gz"]:
        mask, _, zooms = loaded(path)
        report = json.loads(run(binary, "measure", path, "--json"))
        for row in report["studies"][0]["labels"]:
            parts, pieces = label(mask == row["value"])
            largest = parts == 1 + np.argmax(np.bincount(parts.ravel())[1:])
            found = row["diameters"]
            assert found["pieces"] == pieces, path
            wanted = hull_diameter(largest, [float(z) for z in zooms])
            worst = max(worst, abs(found["longest"] - wanted))
            assert found["feret"] >= found["longest"] - 1e-9 >= found["perpendicular"] - 2e-9
            structures += 1
    assert worst < 1e-5, worst
    print(f"diameters: {structures} structures, largest difference from scipy's hull {worst:.1e} mm")


def phantoms(binary, seeds):
    """Measured volumes of phantoms beside those of their masks (known to the voxel) and beside those
    that the drawn surfaces enclose."""
    errors = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, seeds + 1):
            truth = json.loads(run(
                binary, "phantom", "cardiac", "--seed", str(seed), "--frames", "4", "--spacing", "1.5,1.5,8",
                "--ejection-fraction", str(0.3 + 0.07 * seed), "--output", f"{folder}/h", "--json", "--force"))
            report = json.loads(run(binary, "measure", f"{folder}/h_truth.nii.gz", *HEART, "--json"))
            heart = report["studies"][0]["heart"]
            found = heart["left"]["ejection_fraction_percent"]
            wanted = truth["heart"]["labelled"]
            assert abs(found - wanted["lv_ejection_fraction_percent"]) < 1e-3
            assert abs(found - (30 + 7 * seed)) < 0.05, found
            assert abs(heart["mass_g"] / wanted["mass_g"] - 1) < 1e-6
            frames = truth["heart"]["frames"]
            enclosed = truth["heart"]["enclosed"]["lv_ejection_fraction_percent"]
            errors.append((
                found - enclosed,
                100 * (heart["left"]["edv_ml"] / max(f["enclosed"]["left"] for f in frames) - 1),
                100 * (heart["left"]["esv_ml"] / min(f["enclosed"]["left"] for f in frames) - 1)))
    errors = np.array(errors)
    print(f"phantoms, 1.5 x 1.5 x 8 mm: {seeds} masks of known ejection fraction and mass: off by less than 0.05; from "
          f"the surfaces they were drawn from: EF {np.abs(errors[:, 0]).max():.1f}, EDV {np.abs(errors[:, 1]).max():.1f} %, "
          f"ESV {np.abs(errors[:, 2]).max():.1f} % at most")


def slices(thickness, draws=20000):
    """A half egg of 127 mL that contracts to 50 mL and whose base descends by 11 mm, cut into slices
    that begin anywhere: errors of estimates from the areas in the slices' middles."""
    random = np.random.default_rng(1)

    def volume(base, apex, r):
        return np.pi * r * r * (apex - base) * (1 - 1 / 3.3)

    estimates = {
        "voxels times volume": lambda a: a.sum(),
        "trapezoids": lambda a: a.sum() - (a[0] + a[-1]) / 2,
        "trapezoids, half a slice more at the base, a cone at the apex":
            lambda a: a.sum() - a[-1] / 2 + min(a[-1] / max(a[-2] - a[-1], 1e-9), 1) * a[-1] / 2,
    }
    errors = {name: [] for name in estimates}
    for _ in range(draws):
        z = np.arange(-24, 104, thickness) + random.random() * thickness
        areas = []
        for base, apex, r in ((0, 74, 28), (11, 71, 19.5)):
            t = (z - base) / (apex - base)
            inside = (t >= 0) & (t < 1)
            areas.append((np.pi * r * r * (1 - t[inside] ** 2.3), volume(base, apex, r)))
        for name, estimate in estimates.items():
            found = [estimate(a) * thickness for a, _ in areas]
            true = [v for _, v in areas]
            errors[name].append((
                100 * (found[0] / true[0] - 1), 100 * (found[1] / true[1] - 1),
                100 * (found[0] - found[1]) / found[0] - 100 * (true[0] - true[1]) / true[0]))
    for name, values in errors.items():
        (edv, esv, ef), (edv_sd, esv_sd, ef_sd) = np.mean(values, 0), np.std(values, 0)
        print(f"slices of {thickness} mm, {name}: EDV {edv:+.1f} ± {edv_sd:.1f} %, ESV {esv:+.1f} ± {esv_sd:.1f} %, "
              f"EF {ef:+.1f} ± {ef_sd:.1f}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--patients", type=int, default=100)
    arguments.add_argument("--table", action="store_true")
    options = arguments.parse_args()
    hearts(options.binary, options.patients, options.table)
    diameters(options.binary, max(options.patients // 3, 2))
    phantoms(options.binary, 6 if options.patients >= 50 else 2)
    if options.patients >= 50:
        for millimetres in (8, 4, 1.5):
            slices(millimetres)
