"""Adds what a network says to cases of outline_cases.py, for `contourist-bench clicks --guidance`.
Only patients the network was not trained on are kept; its file names them.
usage: guided_cases.py CASES.jsonl OUTPUT_FOLDER MODEL.onnx [MODEL.onnx ...]

OUTPUT_FOLDER/cases.jsonl has the lines of the cases kept, each with probabilities (a NIfTI file on
the image's grid), probabilities_slice and probabilities_frame. Frames are regions: what is inside
of the outline counts, whatever is painted into it, so an epicardium's is wall and cavity together.
tune.jsonl and test.jsonl have every second patient each.
Wants onnxruntime beside what benchmarks.txt lists.
"""
import glob
import json
import os
import sys

import nibabel
import numpy as np
import onnxruntime
from PIL import Image
from scipy.ndimage import zoom

from robot import DATA

# Of each structure the names of the labels that its outline encloses.
INSIDE = {"LV endo": ["LV"], "LV epi": ["MYO", "LV"], "RV": ["RV"], "tumour": ["tumour"]}


class Model:
    """A network of `contourist train` that takes slices of one channel."""

    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path)
        facts = self.session.get_modelmeta().custom_metadata_map
        self.labels = [label["name"] for label in json.loads(facts["labels"])]
        self.spacing = json.loads(facts["preparation"])["spacing"][:2]
        self.patients = json.loads(facts["training_set"])["split"]["validation"]
        self.input = self.session.get_inputs()[0].name

    def place(self, folder):
        """Of the patient of a folder among those validated on; None of one trained on."""
        found = [n for n, name in enumerate(self.patients) if folder.startswith(name)]
        return found[0] if found else None

    def structures(self):
        return [s for s, names in INSIDE.items() if set(names) <= set(self.labels)]

    def probabilities(self, volume, spacing):
        """Of background and each label, (labels, i, j, k), of volume[i, j, k]."""
        factors = [s / (t or s) for s, t in zip(spacing, self.spacing)]
        small = zoom(volume, (*factors, 1), order=3, mode="nearest", grid_mode=True)
        small = np.clip(small, volume.min(), volume.max())
        small = (small - small.mean()) / small.std()
        found = []
        for k in range(small.shape[2]):
            size = [(n + 15) // 16 * 16 for n in small.shape[:2]]
            start = [(n - m) // 2 for n, m in zip(size, small.shape)]
            here = tuple(slice(a, a + n) for a, n in zip(start, small.shape))
            padded = np.full(size, small.min(), np.float32)
            padded[here] = small[:, :, k]
            logits = self.session.run(None, {self.input: padded.T[None, None]})[0][0]
            scores = np.exp(logits - logits.max(0))
            scores = (scores / scores.sum(0)).transpose(0, 2, 1)[(slice(None), *here)]
            back = [1] + [n / m for n, m in zip(volume.shape, scores.shape[1:])]
            found.append(zoom(scores, back, order=1, mode="nearest", grid_mode=True))
        return np.clip(np.stack(found, -1), 0, 1)

    def regions(self, volume, spacing, structures):
        p = self.probabilities(volume, spacing)
        inside = [[1 + self.labels.index(name) for name in INSIDE[s]] for s in structures]
        return np.minimum(np.stack([p[rows].sum(0) for rows in inside], -1), 1)


def brain(patient):
    """FLAIR of a patient of TCGA-LGG, [i, j, k], slices in order."""
    paths = [p for p in glob.glob(f"{DATA}/tcga_lgg/{patient}/*.tif") if "_mask" not in p]
    paths.sort(key=lambda p: int(p.rsplit("_", 1)[1][:-4]))
    return np.stack([np.asarray(Image.open(p))[..., 1].T for p in paths], -1).astype(np.float32)


def written(regions, affine, path):
    nibabel.save(nibabel.Nifti1Image(regions.astype(np.float32), affine), path)
    return path


if __name__ == "__main__":
    cases = [json.loads(line) for line in open(sys.argv[1])]
    folder = os.path.abspath(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    files = {name: open(f"{folder}/{name}.jsonl", "w") for name in ("cases", "tune", "test")}
    for model in map(Model, sys.argv[3:]):
        structures = model.structures()
        known = {}
        for case in cases:
            place = model.place(case["patient"])
            if case["structure"] not in structures or place is None:
                continue
            is_brain = case["structure"] == "tumour"
            key = case["patient"] if is_brain else case["image"]
            if key not in known:
                if is_brain:
                    volume, affine, spacing = brain(key), np.eye(4), (1, 1)
                else:
                    image = nibabel.load(key)
                    volume, affine = np.asarray(image.dataobj, np.float32), image.affine
                    spacing = image.header.get_zooms()[:2]
                name = os.path.basename(key).replace(".nii.gz", "")
                path = written(
                    model.regions(volume, spacing, structures), affine, f"{folder}/{name}_regions.nii.gz")
                known[key] = (path, volume if is_brain else None)
            path, volume = known[key]
            k = case["slice"]
            if is_brain:
                pixels = np.asarray(Image.open(case["image"]), np.float32).T
                k = next(n for n in range(volume.shape[2]) if np.array_equal(volume[:, :, n], pixels))
            case["probabilities"] = path
            case["probabilities_slice"] = k
            case["probabilities_frame"] = structures.index(case["structure"])
            half = "tune" if place % 2 == 0 else "test"
            for name in ("cases", half):
                files[name].write(json.dumps(case) + "\n")
    for file in files.values():
        file.close()
