"""Collects real structures and their true outlines for `contourist-bench clicks`: cardiac MRI
(ACDC: LV endocardium, LV epicardium, RV) and brain tumours (TCGA-LGG, FLAIR). Structures of one
component, 80 pixels and more (tumours: 200). Needs the real data beside the project.
usage: outline_cases.py FOLDER

FOLDER/cases.jsonl has a line for each: structure, patient, image, slice, mask (a PNG of the slice,
i to the right), outline ([x, y], half a pixel apart).
"""
import glob
import json
import os
import sys

import nibabel
import numpy as np
from PIL import Image
from scipy.ndimage import label

from robot import DATA, outline


def structures():
    """Structure, patient, image path, slice, image [y, x] or None where the path is enough, mask."""
    for truth in sorted(glob.glob(f"{DATA}/acdc/*/*_gt.nii.gz")):
        labels = np.asarray(nibabel.load(truth).dataobj)
        for k in range(labels.shape[2]):
            s = labels[:, :, k].T
            for name, mask in (("LV endo", s == 3), ("LV epi", s >= 2), ("RV", s == 1)):
                if mask.sum() > 80:
                    yield name, os.path.basename(os.path.dirname(truth)), truth.replace("_gt", ""), k, None, mask
    for truth in sorted(glob.glob(f"{DATA}/tcga_lgg/*/*_mask.tif")):
        mask = np.asarray(Image.open(truth)) > 0
        if mask.sum() >= 200:
            flair = np.asarray(Image.open(truth.replace("_mask", "")))[..., 1]
            yield "tumour", os.path.basename(os.path.dirname(truth)), truth, 0, flair, mask


if __name__ == "__main__":
    folder = os.path.abspath(sys.argv[1])
    os.makedirs(folder, exist_ok=True)
    counts = {}
    with open(f"{folder}/cases.jsonl", "w") as out:
        for name, patient, path, k, pixels, mask in structures():
            if label(mask)[1] != 1:
                continue
            number = sum(counts.values())
            counts[name] = counts.get(name, 0) + 1
            if pixels is not None:
                path = f"{folder}/{number}_image.png"
                Image.fromarray(pixels).save(path)
            Image.fromarray((mask * 255).astype(np.uint8)).save(f"{folder}/{number}_mask.png")
            out.write(json.dumps({
                "structure": name, "patient": patient, "image": path, "slice": k,
                "mask": f"{folder}/{number}_mask.png",
                "outline": np.round(outline(mask)[::4], 3).tolist()}) + "\n")
    print(counts)
