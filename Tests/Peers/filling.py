"""What are slices and frames worth that nobody drew? Beside other software that interpolates.

slices: of true masks every N-th slice is kept, a session is begun from them, `session interpolate` draws
the rest: by what the image shows, and by shapes alone. Beside them shape-based interpolation written
again with scipy's distances (each label by itself, the nearest border decides), and ITK's morphological
contour interpolation, which 3D Slicer and ITK-SNAP use.
frames: the true mask of one frame (end-diastole) is carried on by `session propagate` to another
(end-systole), before any correction; beside it the mask as it was. Then from both to all between.
Beside requirements.txt it needs itk-morphologicalcontourinterpolation.
Dice in slices where both drawn neighbours have the label, and where one of them has it (slices), or
where both masks have it (frames).
usage: filling.py --binary PATH/contourist slices IMAGES... --masks MASKS... --every 2
       filling.py --binary PATH/contourist frames CINE --from-mask MASK --from 3 --to-mask MASK --to 10
"""
import argparse
import os
import subprocess
import sys
import tempfile
from collections import defaultdict

import nibabel as nib
import numpy as np
from scipy import ndimage


def program(binary, *arguments):
    done = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


def dice(a, b):
    return 2 * np.logical_and(a, b).sum() / max(1, a.sum() + b.sum())


def shaped(mask, slices, spacing):
    """Signed distances of each label, linear between slices; the most inside wins."""
    values = [v for v in np.unique(mask) if v]
    result = mask.copy()
    distances = {}
    for v in values:
        for k in slices:
            region = mask[:, :, k] == v
            if region.any():
                distances[v, k] = (ndimage.distance_transform_edt(~region, sampling=spacing)
                                   - ndimage.distance_transform_edt(region, sampling=spacing))
    for a, b in zip(slices, slices[1:]):
        for k in range(a + 1, b):
            t = (k - a) / (b - a)
            best = np.zeros(mask.shape[:2])
            for v in values:
                if (v, a) in distances and (v, b) in distances:
                    d = (1 - t) * distances[v, a] + t * distances[v, b]
                    result[:, :, k][d < best] = v
                    best = np.minimum(best, d)
    return result


def morphological(mask):
    import itk
    image = itk.image_from_array(np.ascontiguousarray(mask.transpose(2, 1, 0)))
    found = itk.morphological_contour_interpolator(image, axis=2)
    return itk.array_from_image(found).transpose(2, 1, 0)


def drawn(binary, folder, image, mask, first, name, *filling):
    """The mask that a session draws which began with `mask` and was filled."""
    session, result = (os.path.join(folder, f"{name}.{e}") for e in ("session.jsonl", "nii.gz"))
    labels = [v for v in np.unique(np.asarray(nib.load(mask).dataobj)) if v]
    named = [o for v in sorted(labels) for o in ("--label", f"label{v}={v}")]
    program(binary, "session", "new", image, *named, "--from-mask", mask, "-o", session, *first)
    said = program(binary, "session", filling[0], session, *filling[1:])
    program(binary, "session", "replay", session, "--mask", result)
    return np.asarray(nib.load(result).dataobj), said


def slices(binary, images, masks, every):
    scores, ending, cases = defaultdict(list), defaultdict(list), 0
    for image, mask in zip(images, masks, strict=True):
        with tempfile.TemporaryDirectory() as folder:
            file = nib.load(mask)
            truth = np.asarray(file.dataobj).astype(np.uint8)
            kept = list(range(0, truth.shape[2], every))
            sparse = np.zeros_like(truth)
            sparse[:, :, kept] = truth[:, :, kept]
            if not any((truth[:, :, a] > 0).any() and (truth[:, :, b] > 0).any() for a, b in zip(kept, kept[1:])):
                continue
            cases += 1
            path = os.path.join(folder, "sparse.nii.gz")
            nib.save(nib.Nifti1Image(sparse, file.affine, file.header), path)
            spacing = file.header.get_zooms()[:2]
            found = {
                "image": drawn(binary, folder, image, path, [], "a", "interpolate")[0],
                "shapes": drawn(binary, folder, image, path, [], "b", "interpolate", "--shapes-alone")[0],
                "scipy": shaped(sparse, kept, spacing), "itk": morphological(sparse)}
            for value in np.unique(truth):
                for a, b in zip(kept, kept[1:]):
                    sides = [(truth[:, :, n] == value).any() for n in (a, b)]
                    # Where a whole heart ends nothing is known of the other side.
                    if not value or not any(sides) or not all(truth[:, :, n].any() for n in (a, b)):
                        continue
                    for k in range(a + 1, b):
                        there = truth[:, :, k] == value
                        for name, result in found.items():
                            ours = result[:, :, k] == value
                            if not all(sides):
                                ending[value, name].append(dice(ours, there) if (ours | there).any() else 1)
                            elif there.any():
                                scores[value, name].append(dice(ours, there))
    print(f"{cases} volumes, one slice of {every} drawn; mean Dice of the others (part below 0.7)")
    print(f"{'label':6}{'slices':>7}" + "".join(f"{n:>17}" for n in ("image", "shapes", "scipy", "itk")))
    for value in sorted({v for v, _ in scores}):
        cells = [scores[value, n] for n in ("image", "shapes", "scipy", "itk")]
        print(f"{value:<6}{len(cells[0]):7}" + "".join(
            f"{np.mean(c):9.4f} ({100 * np.mean(np.array(c) < 0.7):4.1f}%)" for c in cells))
    names = ("image", "shapes", "scipy", "itk")
    print("the label drawn on one side alone, where another goes on; mean Dice, 1 where neither has it")
    for value in sorted({v for v, _ in ending}):
        print(f"{value:<6}{len(ending[value, 'image']):7}" + "".join(
            f"{np.mean(ending[value, n]):17.4f}" for n in names))
    # What the image shows helps; shapes alone are what others make of them.
    return all(np.mean(scores[v, "image"]) > np.mean(scores[v, "shapes"]) - 0.01
               and np.mean(scores[v, "shapes"]) > np.mean(scores[v, "scipy"]) - 0.01
               for v in {v for v, _ in scores})


def frames(binary, cine, first, start, second, end):
    with tempfile.TemporaryDirectory() as folder:
        before, after = (np.asarray(nib.load(m).dataobj).astype(np.uint8) for m in (first, second))
        found, said = drawn(binary, folder, cine, first, ["--mask-frame", start], "a", "propagate",
                            "--along", "frames", "--least-agreement=-1")
        print(said)
        there = found[..., end]
        print(f"frame {start} carried on to frame {end}: Dice, and as it was")
        for value in np.unique(before):
            if value:
                both = [k for k in range(before.shape[2]) if (before[:, :, k] == value).any()
                        and (after[:, :, k] == value).any()]
                cells = [np.mean([dice(m[:, :, k] == value, after[:, :, k] == value) for k in both])
                         for m in (there, before)]
                whole = [dice(m == value, after == value) for m in (there, before)]
                print(f"{value:<6}{whole[0]:8.3f}{whole[1]:8.3f}   mean of {len(both)} slices "
                      f"{cells[0]:.3f}{cells[1]:8.3f}")
    return True


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    modes = arguments.add_subparsers(required=True, dest="mode")
    along = modes.add_parser("slices")
    along.add_argument("images", nargs="+")
    along.add_argument("--masks", nargs="+", required=True)
    along.add_argument("--every", type=int, default=2)
    over = modes.add_parser("frames")
    over.add_argument("cine")
    for name in ("--from-mask", "--to-mask"):
        over.add_argument(name, required=True)
    for name in ("--from", "--to"):
        over.add_argument(name, type=int, required=True)
    given = vars(arguments.parse_args())
    binary = os.path.abspath(given["binary"])
    if given["mode"] == "slices":
        good = slices(binary, given["images"], given["masks"], given["every"])
    else:
        good = frames(binary, given["cine"], given["from_mask"], given["from"], given["to_mask"], given["to"])
    sys.exit(not good)
