"""Does `contourist presegment` find what the same model finds by onnxruntime?

The preparation (B-splines, z-scores, windows, mirror images, the way back) is written here again in
numpy and scipy, from the descriptions in Sources/Preparation. Own models in 2-D and 3-D, and another
program's with a description, an orientation and other axes. Probabilities may differ by 1e-3, and a
mask where two labels are as likely as that.
usage: presegmentation.py --binary PATH/contourist
"""
import argparse
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile

import nibabel as nib
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from scipy import ndimage

from onnx_networks import randomised, written

TOLERANCE = 1e-3


def along(values, axis, matrix):
    return np.moveaxis(np.tensordot(matrix, values, (1, axis)), 0, axis)


def gaussian(count, step):
    """Between the point spreads of voxels 1 and `step` wide, mirrored at the border."""
    sigma = math.sqrt((step ** 2 - 1) / (8 * math.log(2)))
    radius = max(1, math.ceil(4 * sigma))
    offsets = np.arange(-radius, radius + 1)
    kernel = np.exp(-offsets ** 2 / (2 * sigma ** 2))
    matrix = np.zeros((count, count))
    period = max(2 * (count - 1), 1)
    for target, (offset, weight) in itertools.product(range(count), zip(offsets, kernel / kernel.sum())):
        phase = (target + offset) % period
        matrix[target, min(phase, period - phase)] += weight
    return matrix


def layout(count, spacing, target):
    """New count, and the step in old voxels; as it is where the spacing is wanted."""
    if target is None or abs(target / spacing - 1) <= 1e-4:
        return count, 1.0
    return max(1, int(math.floor(count * spacing / target + 0.5))), target / spacing


def resampled(values, spacing, targets):
    """(i, j, k) voxels on the grid of the targets; coarser axes first."""
    low, high = values.min(), values.max()
    plans = [layout(n, s, t) for n, s, t in zip(values.shape, spacing, targets)]
    result = values.astype(np.float64)
    changed = [a for a in range(3) if plans[a][1] != 1]
    for axis in sorted(changed, key=lambda a: -plans[a][1]):
        count, (new, step) = values.shape[axis], plans[axis]
        if step > 1 and count > 1:
            result = along(result, axis, gaussian(count, step))
        positions = (count - 1) / 2 + (np.arange(new) - (new - 1) / 2) * step
        # Each old voxel's spline at the new positions.
        units = ndimage.spline_filter1d(np.eye(count), 3, axis=0, mode="mirror") if count > 1 else np.eye(1)
        columns = [ndimage.map_coordinates(units[:, n], [positions], order=3, mode="mirror", prefilter=False)
                   for n in range(count)] if count > 1 else [np.ones(new)]
        result = along(result, axis, np.stack(columns, 1))
    return np.clip(result, low, high) if changed else values


def restored(values, size, spacing, targets):
    """Linear interpolation back, the border continued."""
    for axis in range(3):
        old, (new, step) = size[axis], layout(size[axis], spacing[axis], targets[axis])
        positions = np.clip((new - 1) / 2 + (np.arange(old) - (old - 1) / 2) / step, 0, new - 1)
        matrix = np.stack([np.interp(positions, np.arange(new), np.eye(new)[n]) for n in range(new)], 1)
        values = along(values, axis, matrix)
    return values


def starts(count, window):
    room = count - window
    if room <= 0:
        return [-(-room // 2)]
    gaps = math.ceil(room / max(1, window / 2))
    return [math.floor(n * room / gaps + 0.5) for n in range(gaps + 1)]


def answered(session, image, window, flips, classes):
    """Mean softmax of (channels, *spatial) over windows and mirror images."""
    size = image.shape[1:]
    total, weight = np.zeros((classes, *size)), np.zeros(size)
    bells = [np.exp(-0.5 * ((np.arange(w) - (w - 1) / 2) / (w / 8)) ** 2) for w in window]
    bell = np.ones(())
    for part in bells:
        bell = np.multiply.outer(bell, part)
    for corner in itertools.product(*[starts(n, w) for n, w in zip(size, window)]):
        inside = [slice(max(0, c), min(n, c + w)) for c, w, n in zip(corner, window, size)]
        within = [slice(s.start - c, s.stop - c) for s, c in zip(inside, corner)]
        crop = np.empty((len(image), *window), np.float32)
        for channel, values in zip(crop, image):
            channel[...] = values.min()
            channel[tuple(within)] = values[tuple(inside)]
        mean = 0
        for chosen in itertools.chain.from_iterable(
                itertools.combinations(flips, n) for n in range(len(flips) + 1)):
            axes = [1 + a for a in chosen]
            logits = session.run(None, {session.get_inputs()[0].name: np.flip(crop, axes)[None].copy()})[0][0]
            odds = np.exp(logits.astype(np.float64) - logits.max(0))
            mean = mean + np.flip(odds / odds.sum(0), axes) / 2 ** len(flips)
        total[(slice(None), *inside)] += (mean * bell)[(slice(None), *within)]
        weight[tuple(inside)] += bell[tuple(within)]
    return total / weight


def segmented(session, volume, spacing, recipe, divisors, flips, classes):
    """Probabilities (classes, i, j, k); `flips` name image axes."""
    targets = list(recipe["spacing"])
    planar = recipe["dimensions"] == 2
    if planar:
        targets[2] = None
    image = resampled(volume.astype(np.float32), spacing, targets)
    deviation = image.std()
    image = ((image - image.mean()) / deviation).astype(np.float32)
    axes = ["ijk".index(f) for f in flips]
    if planar:
        slices = []
        for k in range(image.shape[2]):
            # The channel's lowest intensity is that of the volume.
            plane = image[:, :, k].T
            window = [-(-n // d) * d for n, d in zip(plane.shape, divisors)]
            corner = [(w - n) // 2 for w, n in zip(window, plane.shape)]
            padded = np.full(window, image.min(), np.float32)
            area = tuple(slice(c, c + n) for c, n in zip(corner, plane.shape))
            padded[area] = plane
            odds = answered(session, padded[None], window, [1 - a for a in axes], classes)
            slices.append(odds[(slice(None), *area)].transpose(0, 2, 1))
        found = np.stack(slices, -1)
    else:
        window = [-(-n // d) * d for n, d in zip(recipe["patch"], divisors)]
        found = answered(session, image.transpose(2, 1, 0)[None], window, [2 - a for a in axes], classes)
        found = found.transpose(0, 3, 2, 1)
    return np.stack([restored(f, volume.shape, spacing, targets) for f in found])


def heart(rng):
    """Smooth blobs with noise, on a grid of unequal spacing; stored as LPS."""
    values = ndimage.gaussian_filter(rng.normal(size=(45, 38, 11)), (3, 3, 1)) * 900 + 300
    affine = np.diag([-1.4, -1.4, 5, 1])
    affine[:3, 3] = [40, 60, -20]
    return nib.Nifti1Image(values.astype(np.float32), affine)


def opened(path):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options)


def program(binary, image, model, folder, *options):
    mask, odds = (os.path.join(folder, n) for n in ("mask.nii.gz", "odds.nii.gz"))
    subprocess.run([binary, "presegment", image, "--model", model, "-o", mask, "--probabilities", odds,
                    "--force", *options], check=True, stdout=subprocess.DEVNULL)
    return np.asarray(nib.load(mask).dataobj), np.moveaxis(np.asarray(nib.load(odds).dataobj), -1, 0)


def opened_image(path):
    """Voxels and spacing, the latter not rounded to float32 any further."""
    image = nib.load(path)
    return np.asarray(image.dataobj), [float(mm) for mm in image.header.get_zooms()[:3]]


def compared(name, mask, odds, expected):
    error = np.abs(odds - expected).max()
    ordered = np.sort(expected, 0)
    sure = ordered[-1] - ordered[-2] > 2 * TOLERANCE
    differing = int((mask != expected.argmax(0))[sure].sum())
    print(f"{name:44} probabilities within {error:.1e}, {differing} of {int(sure.sum())} sure voxels differ")
    return error > TOLERANCE or differing > 0 or sure.mean() < 0.9


def own_model(binary, folder, image, network, recipe, flips, rng):
    """Random weights with a card, as training would write it."""
    model = randomised(written(binary, folder, "--network", network, "--dimensions", str(recipe["dimensions"]),
                               "--classes", "3", "--channels", "4,6,8"), rng)
    for key, value in {"preparation": recipe, "flips": flips}.items():
        helper.set_model_props(model, {p.key: p.value for p in model.metadata_props} | {key: json.dumps(value)})
    path = os.path.join(folder, "own.onnx")
    onnx.save(model, path)
    mask, odds = program(binary, image, path, folder)
    expected = segmented(opened(path), *opened_image(image), recipe,
                         [4] * recipe["dimensions"], flips, 3)
    return compared(f"{network}, {recipe['dimensions']}-D, flips {flips}", mask, odds, expected)


def other_model(binary, folder, image, rng):
    """As MONAI would have it: the tensor's axes are i and j of an image that lies RAS."""
    weight = rng.normal(size=(3, 1, 3, 3)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1])], "other",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, "i", "j"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3, "i", "j"])],
        [numpy_helper.from_array(weight, "w")])
    path = os.path.join(folder, "other.onnx")
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    with open(path + ".json", "w") as file:
        json.dump({"labels": ["a", "b"], "channels": ["MR"], "dimensions": 2, "axes": "ij",
                   "orientation": "RAS", "normalisation": {"z_score": {}}, "divisors": [8, 4]}, file)
    mask, odds = program(binary, image, path, folder)
    turned = nib.as_closest_canonical(nib.load(image))
    # Its rows are the image's columns.
    volume = np.asarray(turned.dataobj).transpose(1, 0, 2)
    spacing = np.asarray(turned.header.get_zooms())[[1, 0, 2]]
    recipe = {"dimensions": 2, "spacing": [None, None, None]}
    found = segmented(opened(path), volume, spacing, recipe, [8, 4], [], 3).transpose(0, 2, 1, 3)
    # LPS is RAS with both axes turned.
    return compared("another program's, axes ij, RAS", mask, odds, found[:, ::-1, ::-1])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = os.path.abspath(arguments.parse_args().binary)
    rng = np.random.default_rng(6)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "image.nii.gz")
        nib.save(heart(rng), image)
        for spacing, flips in (([1.4, 1.4, None], []), ([2.1, 1.1, None], ["i"]), ([1.9, 1.9, None], ["i", "j"])):
            recipe = {"dimensions": 2, "spacing": spacing, "patch": [32, 32], "normalisation": {"z_score": {}},
                      "per_slice": False}
            failed += own_model(binary, folder, image, "unet", recipe, flips, rng)
        for spacing, flips in (([1.4, 1.4, 5], []), ([2, 2, 3.5], ["k"])):
            recipe = {"dimensions": 3, "spacing": spacing, "patch": [8, 16, 16], "normalisation": {"z_score": {}},
                      "per_slice": False}
            failed += own_model(binary, folder, image, "unet", recipe, flips, rng)
        failed += other_model(binary, folder, image, rng)
    print("presegment agrees with onnxruntime" if not failed else f"{failed} models differ")
    sys.exit(int(failed > 0))


if __name__ == "__main__":
    main()
