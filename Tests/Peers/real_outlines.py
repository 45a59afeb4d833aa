"""Traces real structures from 8 clicks on their true outline and reports the mean Dice.
Needs the real data beside the project. Not part of the tests.
"""
import argparse
import glob
import os
import tempfile

import nibabel
import numpy as np
from PIL import Image
from scipy.ndimage import label

from robot import DATA, Tracer, dice, fill, outline


def acdc(patients):
    for folder in sorted(glob.glob(f"{DATA}/acdc/patient*"))[:: max(1, 55 // patients)][:patients]:
        for truth in sorted(glob.glob(f"{folder}/*_gt.nii.gz")):
            labels = np.asarray(nibabel.load(truth).dataobj)
            for k in range(labels.shape[2]):
                s = labels[:, :, k].T
                for name, mask in (("LV cavity", s == 3), ("LV epicardium", s >= 2), ("RV", s == 1)):
                    if mask.sum() >= 80 and label(mask)[1] == 1:
                        yield name, truth.replace("_gt", ""), k, mask


def lgg(folder):
    for patient in sorted(glob.glob(f"{DATA}/tcga_lgg/*")):
        best = None
        for truth in glob.glob(f"{patient}/*_mask.tif"):
            mask = np.asarray(Image.open(truth)) > 0
            if label(mask)[1] == 1 and (best is None or mask.sum() > best[1].sum()):
                best = truth, mask
        if best and best[1].sum() >= 200:
            flair = np.asarray(Image.open(best[0].replace("_mask", "")))[..., 1]
            path = f"{folder}/{os.path.basename(patient)}.png"
            Image.fromarray(flair).save(path)
            yield "brain tumour", path, 0, best[1]


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--patients", type=int, default=12)
    arguments.add_argument("--clicks", type=int, default=8)
    arguments = arguments.parse_args()
    tracer = Tracer(arguments.binary)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, path, k, mask in [*acdc(arguments.patients), *lgg(folder)]:
            line = outline(mask)
            seeds = line[(np.arange(arguments.clicks) * len(line)) // arguments.clicks]
            answer = tracer.ask(image=path, slice=k, seeds=seeds.tolist(), closed=True)
            found.setdefault(name, []).append(
                (dice(fill(np.array(answer["contour"]), mask.shape), mask), path, k, seeds))
    for name, cases in found.items():
        d = np.array([c[0] for c in cases])
        patients = len({os.path.dirname(c[1]) if "acdc" in c[1] else c[1] for c in cases})
        print(f"{name:14s} {patients:3d} patients {len(d):4d} outlines  Dice mean {d.mean():.3f}  "
              f"median {np.median(d):.3f}  worst {d.min():.3f}")
