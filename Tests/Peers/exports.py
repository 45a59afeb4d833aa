"""Do other people's readers take the training sets that `contourist export` writes, and do they find the
masks that the sessions draw?

The sessions of Annotations, and where the real data are there patients of ACDC, imported as ground truth
(their masks are then those of the data set's own files):
- pycocotools: every annotation's mask, run lengths to the bit, polygons to a Dice of 0.99.
- nibabel: masks and affines of the nnU-Net, Decathlon, MONAI and BIDS folders.
- nnU-Net's verify_dataset_integrity and MONAI's load_decathlon_datalist, where they are installed
  (exports.txt; too large for every `make test`).
usage: exports.py --binary PATH/contourist [--patients 2]
"""
import argparse
import contextlib
import glob
import io
import json
import os
import re
import tempfile

import nibabel as nib
import numpy as np
from PIL import Image
from pycocotools.coco import COCO

from robot import DATA, ROOT, dice, run


def drawn(binary, folder, sessions):
    """Of each case's name its mask [i, j, k], as the sessions draw it: labels by their own values."""
    masks = {}
    for path in sessions:
        name = os.path.basename(path).removesuffix(".session.jsonl")
        run(binary, "session", "replay", path, "--mask", f"{folder}/{name}.nii.gz", "--force")
        mask = np.asarray(nib.load(f"{folder}/{name}.nii.gz").dataobj)
        if mask.ndim == 3:
            masks[name] = mask
            continue
        for frame in range(mask.shape[3]):
            if mask[..., frame].any():
                masks[f"{name}_frame{frame:02d}"] = mask[..., frame]
    return masks


def exported(binary, folder, sessions, form, *options):
    out = f"{folder}/{form}{len(os.listdir(folder))}"
    run(binary, "export", *sessions, "--format", form, "-o", out, "--json", *options)
    return out


def check_pair(image, mask, wanted):
    image, mask = nib.load(image), nib.load(mask)
    assert np.array_equal(np.asarray(mask.dataobj), wanted), mask.get_filename()
    assert np.array_equal(image.affine, mask.affine), mask.get_filename()
    assert image.header.get_zooms() == mask.header.get_zooms() and image.shape == mask.shape


def check_nnunet(binary, folder, sessions, masks):
    out = exported(binary, folder, sessions, "nnunet", "--modality", "MR")
    for name, wanted in masks.items():
        check_pair(f"{out}/imagesTr/{name}_0000.nii.gz", f"{out}/labelsTr/{name}.nii.gz", wanted)
    try:
        from nnunetv2.experiment_planning.verify_dataset_integrity import verify_dataset_integrity
    except ImportError:
        return "nnU-Net not installed"
    with contextlib.redirect_stdout(io.StringIO()):
        verify_dataset_integrity(out, num_processes=1)
    return "nnU-Net's integrity check passed"


def check_lists(binary, folder, sessions, masks):
    said = "MONAI not installed"
    for form, file in (("decathlon", "dataset.json"), ("monai", "datalist.json")):
        out = exported(binary, folder, sessions, form)
        pairs = json.load(open(f"{out}/{file}"))["training"]
        try:
            from monai.data import load_decathlon_datalist
            pairs = load_decathlon_datalist(f"{out}/{file}", True, "training")
            said = "MONAI's list reader agrees"
        except ImportError:
            pairs = [{key: f"{out}/{pair[key]}" for key in ("image", "label")} for pair in pairs]
        assert len(pairs) == len(masks)
        for pair in pairs:
            name = os.path.basename(pair["image"]).removesuffix(".nii.gz")
            check_pair(pair["image"], pair["label"], masks[name])
    return said


def check_bids(binary, folder, sessions, masks):
    out = exported(binary, folder, sessions, "bids", "--modality", "T2w")
    found = sorted(glob.glob(f"{out}/derivatives/contourist/sub-*/anat/*_dseg.nii.gz"))
    assert len(found) == len(masks)
    wanted = [mask.tobytes() for mask in masks.values()]
    for path in found:
        mask = np.asarray(nib.load(path).dataobj)
        assert mask.tobytes() in wanted, path
        image = path.replace("/derivatives/contourist", "").replace("_dseg", "_T2w")
        check_pair(image, path, mask)


def check_coco(binary, folder, sessions, masks):
    counts = {}
    for segmentation in ("rle", "polygons"):
        out = exported(binary, folder, sessions, "coco", "--segmentation", segmentation)
        with contextlib.redirect_stdout(io.StringIO()):
            coco = COCO(f"{out}/annotations/instances_train.json")
        worst, count = 1.0, 0
        found = {name: np.zeros_like(mask) for name, mask in masks.items()}
        for image in coco.loadImgs(coco.getImgIds()):
            name = re.sub(r"_s\d+\.png$|\.png$", "", image["file_name"])
            wanted = masks[name][:, :, image["slice"]].T
            assert np.asarray(Image.open(f"{out}/images/{image['file_name']}")).shape == wanted.shape
            for annotation in coco.loadAnns(coco.getAnnIds(imgIds=image["id"])):
                mask = coco.annToMask(annotation) > 0
                truth = wanted == annotation["category_id"]
                assert annotation["area"] == truth.sum()
                worst, count = min(worst, dice(mask, truth)), count + 1
                assert segmentation == "polygons" or np.array_equal(mask, truth)
                found[name][:, :, image["slice"]][truth.T] = annotation["category_id"]
        assert all(np.array_equal(found[name], masks[name]) for name in masks)
        assert worst >= 0.99, worst
        counts[segmentation] = f"{count} {segmentation}, least Dice {worst:.4f}"
    return ", ".join(counts.values())


def consecutive(binary, session, masks):
    """An export numbers labels from 1."""
    labels = json.loads(open(session).readline())["labels"]
    order = sorted(label["value"] for label in labels)
    table = np.zeros(256, np.uint8)
    for n, value in enumerate(order):
        table[value] = n + 1
    return {name: table[mask] for name, mask in masks.items()}


def check(binary, name, sessions, masks=None):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/drawn")
        masks = masks or drawn(binary, f"{folder}/drawn", sessions)
        masks = consecutive(binary, sessions[0], masks)
        said = [check_coco(binary, folder, sessions, masks), check_nnunet(binary, folder, sessions, masks),
                check_lists(binary, folder, sessions, masks)]
        check_bids(binary, folder, sessions, masks)
    print(f"exports of {name}: {len(masks)} cases; pycocotools: {'; '.join(said)}")


def check_patients(binary, count):
    patients = sorted(glob.glob(f"{DATA}/acdc/patient*"))[:count]
    if not patients:
        return print("exports: no real data, left out")
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/acdc")
        masks = {}
        for path in patients:
            os.symlink(path, f"{folder}/acdc/{os.path.basename(path)}")
            for truth in glob.glob(f"{path}/*_gt.nii.gz"):
                name = os.path.basename(truth).removesuffix("_gt.nii.gz")
                masks[name] = np.asarray(nib.load(truth).dataobj).astype(np.uint8)
        report = json.loads(run(binary, "import", f"{folder}/acdc", "-o", f"{folder}/sessions", "--json"))
        assert report["exact"] == len(masks) == len(report["cases"])
        seeds = sum(label["seeds"] for label in report["labels"])
        contours = sum(label["contours"] for label in report["labels"])
        print(f"import of {len(patients)} patients of ACDC: {len(masks)} frames equal to the voxel, "
              f"{seeds / contours:.1f} seeds a contour, {report['seconds']:.1f} s")
        check(binary, "ACDC", sorted(glob.glob(f"{folder}/sessions/*.jsonl")), masks)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--patients", type=int, default=2)
    options = arguments.parse_args()
    program = os.path.abspath(options.binary)
    for path in sorted(glob.glob(f"{ROOT}/Annotations/*.session.jsonl")):
        check(program, os.path.basename(path).removesuffix(".session.jsonl"), [path])
    check_patients(program, options.patients)
