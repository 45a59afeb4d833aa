"""`contourist evaluate` beside MedPy, google-deepmind/surface-distance and MONAI on real masks: the
same Dice, Jaccard, Hausdorff distances, surface distances, surface Dice within 1e-6; its times in
the same run. `contourist consensus --method staple` beside SimpleITK's STAPLE.
Pairs: ACDC's and the hippocampus's masks, shifted slice by slice, swollen and with slices lost
(SampleData where the real data are not there). MONAI is compared where it is installed; the whole
form wants the packages of evaluation.txt.
usage: evaluation.py --binary PATH/contourist [--pairs 50]
"""
import argparse
import glob
import json
import os
import tempfile
import time

import nibabel
import numpy as np
import SimpleITK
from scipy import ndimage

# surface-distance 0.1 calls names that scipy and numpy have dropped since.
ndimage.filters = ndimage.morphology = ndimage
np.Inf = np.inf
import surface_distance  # noqa: E402
from medpy.metric import binary as medpy  # noqa: E402

from robot import DATA, ROOT, run  # noqa: E402

try:
    import torch
    from monai.metrics import compute_average_surface_distance, compute_hausdorff_distance
    torch.set_num_threads(1)
except ImportError:
    torch = None

TOLERANCE_MM = 2.2  # no multiple of a spacing that occurs: equal distances would be decided by rounding


def masks():
    heart = sorted(glob.glob(f"{DATA}/acdc/patient*/*_gt.nii.gz"))
    brain = sorted(glob.glob(f"{DATA}/hippocampus/labels/*.nii.gz"))
    if not heart:
        return [f"{ROOT}/SampleData/abdomen_truth.nii.gz"]
    return [path for pair in zip(heart, brain) for path in pair] + heart[len(brain):]


def disturbed(labels, random):
    """The mask as somebody else might have drawn it."""
    other = np.zeros_like(labels)
    for k in range(labels.shape[2]):
        if random.random() > 0.07:
            other[:, :, k] = np.roll(labels[:, :, k], random.integers(-3, 4, 2), (0, 1))
    for label in np.unique(labels)[1:]:
        if random.random() < 0.5:
            grown = ndimage.binary_dilation(other == label, iterations=random.integers(1, 3))
            other[grown & (other == 0)] = label
    return other


def save(path, labels, like):
    nibabel.save(nibabel.Nifti1Image(labels, like.affine, like.header), path)


class Times(dict):
    """Seconds by what they were spent on."""

    def of(self, name, work):
        begin = time.perf_counter()
        result = work()
        self[name] = self.get(name, 0) + time.perf_counter() - begin
        return result


def expected(a, b, spacing, times):
    """The measures of two boolean masks, computed by others."""
    values = {
        "dice": times.of("MedPy Dice", lambda: medpy.dc(a, b)),
        "jaccard": medpy.jc(a, b),
        "hausdorff_mm": times.of("MedPy hd", lambda: medpy.hd(a, b, spacing)),
    }
    forward = times.of("MedPy asd", lambda: medpy.asd(a, b, spacing))
    backward = times.of("MedPy asd", lambda: medpy.asd(b, a, spacing))
    values["asd_prediction_to_reference_mm"] = forward
    values["asd_reference_to_prediction_mm"] = backward
    # MedPy's border distances: its percentile and mean are of other definitions.
    there = times.of("MedPy hd95", lambda: medpy.__surface_distances(a, b, spacing))
    back = times.of("MedPy hd95", lambda: medpy.__surface_distances(b, a, spacing))
    values["hausdorff95_mm"] = max(np.percentile(there, 95), np.percentile(back, 95))
    values["assd_mm"] = np.hstack((there, back)).mean()
    found = times.of("surface-distance", lambda: surface_distance.compute_surface_distances(a, b, spacing))
    values["surface_dice"] = times.of(
        "surface-distance",
        lambda: surface_distance.compute_surface_dice_at_tolerance(found, TOLERANCE_MM))
    return values


def by_monai(a, b, spacing, times):
    one, other = (torch.from_numpy(x[None, None]) for x in (a, b))
    options = dict(include_background=True, spacing=spacing)
    return {
        "hausdorff_mm": times.of(
            "MONAI HD", lambda: compute_hausdorff_distance(one, other, **options)).item(),
        "hausdorff95_mm": times.of(
            "MONAI HD95", lambda: compute_hausdorff_distance(one, other, percentile=95, **options)).item(),
        "assd_mm": times.of("MONAI ASSD", lambda: compute_average_surface_distance(
            one, other, symmetric=True, **options)).item(),
    }


def compare(found, wanted, tolerance, worst, where):
    for measure, value in wanted.items():
        error = abs(found[measure] - value) / max(abs(value), 1e-3)
        worst[measure] = max(worst.get(measure, 0), error)
        assert error <= tolerance, (where, measure, found[measure], value)


def compare_slices(binary, prediction, reference, other, truth, image, worst):
    report = json.loads(run(
        binary, "evaluate", prediction, reference, "--tolerance", str(TOLERANCE_MM), "--json", "--slices"))
    spacing = tuple(float(x) for x in image.header.get_zooms()[:2])
    count = 0
    for row in report["slices"]:
        a, b = (labels[:, :, row["slice"]] == row["value"] for labels in (other, truth))
        if a.any() and b.any():
            compare(row, expected(a, b, spacing, Times()), 1e-6, worst, (reference, row["slice"]))
            count += 1
    return count


def evaluate(binary, pairs):
    random = np.random.default_rng(3)
    times, worst, worst_monai, worst_slices = Times(), {}, {}, {}
    ours, structures, slices = 0.0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for path in masks()[:pairs]:
            image = nibabel.load(path)
            truth = np.asarray(image.dataobj).astype(np.uint8)
            if truth.ndim == 4:
                truth = truth[..., 0]
            other = disturbed(truth, random)
            reference, prediction = f"{folder}/a.nii", f"{folder}/b.nii"
            save(reference, truth, image)
            save(prediction, other, image)
            report = json.loads(run(
                binary, "evaluate", prediction, reference, "--tolerance", str(TOLERANCE_MM), "--json"))
            if structures < 12:  # slices have an agreement of their own; a few tell
                slices += compare_slices(binary, prediction, reference, other, truth, image, worst_slices)
            ours += report["milliseconds"] / 1000
            spacing = tuple(float(x) for x in image.header.get_zooms()[:3])
            for row in report["cases"]:
                a, b = other == row["value"], truth == row["value"]
                if not (a.any() and b.any()):
                    assert "hausdorff_mm" not in row and row["dice"] == (not (a.any() or b.any()))
                    continue
                compare(row, expected(a, b, spacing, times), 1e-6, worst, path)
                if torch:
                    compare(row, by_monai(a, b, spacing, times), 2e-6, worst_monai, path)
                structures += 1
    errors = ", ".join(f"{name} {error:.1e}" for name, error in worst.items())
    print(f"evaluate: {structures} structures, largest relative errors: {errors}")
    errors = max(worst_slices.values())
    print(f"slices by themselves: {slices}, largest relative error of any measure: {errors:.1e}")
    if worst_monai:
        errors = ", ".join(f"{name} {error:.1e}" for name, error in worst_monai.items())
        print(f"beside MONAI (single precision): {errors}")
    print(f"contourist, all measures together: {1000 * ours / structures:.2f} ms a structure; times of it:")
    for name, seconds in times.items():
        print(f"  {name:18} {1000 * seconds / structures:7.2f} ms  {seconds / ours:6.1f}")


def staple(binary, cases):
    """Sensitivities, specificities and probabilities of four annotators' masks."""
    random = np.random.default_rng(9)
    worst, ours, theirs = {"rate": 0, "probability": 0}, 0.0, 0.0
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in masks()[:cases]:
            image = nibabel.load(path)
            truth = np.asarray(image.dataobj).astype(np.uint8)
            if truth.ndim == 4:
                truth = truth[..., 0]
            for label in np.unique(truth)[1:]:
                drawn = [disturbed((truth == label).astype(np.uint8), random) for _ in range(4)]
                paths = [f"{folder}/{n}.nii" for n in range(4)]
                for file, mask in zip(paths, drawn):
                    save(file, mask, image)
                begin = time.perf_counter()
                report = json.loads(run(
                    binary, "consensus", *paths, "--method", "staple", "-o", f"{folder}/agreed.nii",
                    "--probabilities", f"{folder}/share.nii", "--json", "--force"))
                ours += time.perf_counter() - begin
                begin = time.perf_counter()
                stacks = [SimpleITK.GetImageFromArray(mask) for mask in drawn]
                filter = SimpleITK.STAPLEImageFilter()
                filter.SetForegroundValue(1)
                shares = SimpleITK.GetArrayFromImage(filter.Execute(stacks))
                theirs += time.perf_counter() - begin
                rows = report["annotators"]
                rates = np.array([[row["sensitivity"], row["specificity"]] for row in rows])
                wanted = np.c_[filter.GetSensitivity(), filter.GetSpecificity()]
                found = np.asarray(nibabel.load(f"{folder}/share.nii").dataobj)
                worst["rate"] = max(worst["rate"], np.abs(rates - wanted).max())
                worst["probability"] = max(worst["probability"], np.abs(found - shares).max())
                agreed = np.asarray(nibabel.load(f"{folder}/agreed.nii").dataobj)
                assert ((agreed == 1) == (shares > 0.5))[np.abs(shares - 0.5) > 1e-3].all(), path
                count += 1
    # SimpleITK stops when rates change by less than its own limit, we go on.
    assert worst["rate"] < 1e-5 and worst["probability"] < 1e-4, worst
    print(f"STAPLE: {count} structures of 4 annotators, largest differences from SimpleITK: rates "
          f"{worst['rate']:.1e}, probabilities {worst['probability']:.1e}; {1000 * ours / count:.0f} ms "
          f"with reading, writing and starting, SimpleITK's filter alone {1000 * theirs / count:.0f} ms")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--pairs", type=int, default=50)
    options = arguments.parse_args()
    evaluate(options.binary, options.pairs)
    staple(options.binary, max(options.pairs // 5, 1))
