"""Every file of the real DICOM collection as we read it, beside pydicom and SimpleITK.

A grey image that a peer reads must have the same slices here, bit for bit after rescaling, and lie at
the same place; refusing is allowed and counted, a crash never. A file written anew by us must hold the
same elements for pydicom. Series: Sunnybrook's cine in time and space, and Siemens' and Philips'
enhanced images, beside SimpleITK; with times of the same run.
Only where the real data is there.
usage: dicom_files.py --binary PATH/contourist [--verbose]
"""
import argparse
import collections
import glob
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings

import nibabel
import numpy as np
import pydicom
import SimpleITK

from robot import DATA

warnings.filterwarnings("ignore")
SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
LPS_TO_RAS = np.diag([-1, -1, 1])
SEGMENTATIONS = {"1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"}


def ours(binary, path, folder, *options):
    """(volume as [i, j, k, t], affine, error); the error is None where it was read."""
    target = os.path.join(folder, "volume.nii")
    done = subprocess.run([binary, "convert", path, "-o", target, "--force", *options],
                          capture_output=True, text=True)
    if done.returncode == 0:
        image = nibabel.load(target)
        voxels = np.asarray(image.dataobj, dtype=np.float32)
        voxels = voxels.reshape(voxels.shape + (1,) * (4 - voxels.ndim))
        return voxels, image.affine, None
    # 65 is a refusal with words; anything else is ours to answer for.
    return None, None, done.stderr.strip() if done.returncode == 65 else f"CRASH {done.returncode}"


def slices(stack):
    """The bytes of each slice, sorted: orders of frames differ between readers."""
    return sorted(np.ascontiguousarray(s, dtype=np.float32).tobytes() for s in stack)


def group(header, frame, name):
    for place in ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"):
        items = header.get(place, [])
        item = items[frame if place.startswith("Per") else 0] if len(items) else None
        if item is not None and name in item:
            return item[name].value[0]
    return header


def pydicom_slices(header):
    """Rescaled frames [row, column] of a grey image."""
    pixels = header.pixel_array
    frames = pixels.reshape((-1,) + pixels.shape[-2:])
    out = []
    for n, frame in enumerate(frames):
        values = group(header, n, "PixelValueTransformationSequence")
        slope = float(values.get("RescaleSlope") or header.get("DoseGridScaling") or 1)
        out.append((frame.astype(np.float64) * slope + float(values.get("RescaleIntercept") or 0)))
    return out


def sitk_volume(path):
    image = SimpleITK.ReadImage(path)
    if image.GetNumberOfComponentsPerPixel() != 1:
        raise ValueError("colours")
    directions = np.array(image.GetDirection()).reshape(image.GetDimension(), -1)[:3, :3]
    affine = np.eye(4)
    affine[:3, :3] = LPS_TO_RAS @ directions * np.array(image.GetSpacing())[:3]
    affine[:3, 3] = LPS_TO_RAS @ np.array(image.GetOrigin())[:3]
    pixels = SimpleITK.GetArrayFromImage(image)
    return pixels.reshape((-1,) + pixels.shape[-2:]), affine


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception:  # whatever makes a peer give up
        return None


def is_grey(header):
    return (header.get("SamplesPerPixel", 1) == 1
            and str(header.get("PhotometricInterpretation", "")).startswith("MONOCHROME")
            and header.get("SOPClassUID") not in SEGMENTATIONS and header.get("Modality") != "SM")


def is_placed(header):
    return ("ImagePositionPatient" in group(header, 0, "PlanePositionSequence")
            and "ImageOrientationPatient" in group(header, 0, "PlaneOrientationSequence"))


def compare(binary, path, folder):
    """What each reader made of the file, and what differs."""
    header = attempt(pydicom.dcmread, path)
    if header is None or "Rows" not in header:
        voxels, _, error = ours(binary, path, folder)
        return "no image", "crash" if error and error.startswith("CRASH") else ""
    kind = "grey" if is_grey(header) else "colour or labels"
    voxels, affine, error = ours(binary, path, folder)
    if error and "Choose one" in error:
        # Several stacks in one file, such as a magnitude and a field map: all of them together.
        parts = []
        while (part := ours(binary, path, folder, "--series", str(len(parts) + 1)))[2] is None:
            parts.append(part)
        error = None if parts else error
        voxels = np.concatenate([p[0] for p in parts], axis=2)
        affine = parts[0][1]
    theirs, itk = None, None
    if kind == "grey":
        theirs, itk = attempt(pydicom_slices, header), attempt(sitk_volume, path)
    if error:
        if error.startswith("CRASH"):
            return f"{kind}: crash", error
        return f"{kind}: " + ("refused, a peer reads it" if theirs or itk else "refused by all"), ""
    if kind != "grey":
        return f"{kind}: read", ""
    if "ModalityLUTSequence" in header:
        return "grey: read, its table of intensities not applied, as is said", ""
    frames = np.moveaxis(voxels, (3, 2, 1, 0), (0, 1, 2, 3)).reshape((-1,) + voxels.shape[1::-1])
    if itk and "DoseGridScaling" in header:
        # SimpleITK leaves the scaling of a dose out.
        itk = itk[0].astype(np.float64) * float(header.DoseGridScaling), itk[1]
    same = [slices(frames) == slices(peer) for peer in (theirs, itk and itk[0]) if peer is not None]
    if same and not any(same):
        return "grey: read", "voxels"
    if itk and is_placed(header) and len(itk[0]) == 1 and len(frames) == 1:
        # The step across one slice is a thickness or a spacing, which readers choose.
        if not np.allclose(affine[:3, [0, 1, 3]], itk[1][:3, [0, 1, 3]], atol=2e-4):
            return "grey: read", "geometry"
        across, theirs_across = affine[:3, 2], itk[1][:3, 2]
        if np.linalg.norm(np.cross(across, theirs_across)) > 1e-3 or across @ theirs_across <= 0:
            return "grey: read", "geometry"
    return "grey: read as by " + ("a peer" if same else "nobody else"), ""


def even(value):
    return value + b"\0" if isinstance(value, bytes) and len(value) % 2 else value


def differing(a, b):
    """Tags of elements that differ between two data sets, but for lengths of groups."""
    tags_a, tags_b = ({t for t in d.keys() if t.element} for d in (a, b))
    found = [str(t) for t in tags_a ^ tags_b]
    for tag in tags_a & tags_b:
        x, y = a[tag], b[tag]
        if x.VR == "SQ" and y.VR == "SQ":
            found += [t for p, q in zip(x.value, y.value) for t in differing(p, q)]
            found += [str(tag)] * (len(x.value) != len(y.value))
        elif tag == 0x7FE00010:
            pixels = attempt(lambda: a.pixel_array), attempt(lambda: b.pixel_array)
            found += [str(tag)] * (pixels[0] is not None and not np.array_equal(*pixels))
        elif str(even(x.value)) != str(even(y.value)):
            found.append(str(tag))
    return found


def rewritten(binary, path, folder):
    """Tags that differ in our copy of a file for pydicom; None where either does not read it."""
    target = os.path.join(folder, "copy.dcm")
    before = attempt(pydicom.dcmread, path)
    done = subprocess.run([binary, "convert", path, "-o", target, "--force"], capture_output=True)
    if before is None or done.returncode:
        return None
    return attempt(lambda: differing(before, pydicom.dcmread(target)))


def sunnybrook(binary, folder):
    """The cine: 20 phases of 12 slices, each phase beside SimpleITK's volume of its files."""
    place = f"{DATA}/sunnybrook/dicoms/SCD0000101"
    voxels, affine, error = ours(binary, place, folder)
    assert error is None, error
    start = time.perf_counter()
    subprocess.run([binary, "info", place, "--series", "1", "--json"], capture_output=True, check=True)
    our_time = time.perf_counter() - start
    places = collections.defaultdict(list)
    for path in glob.glob(f"{place}/*.dcm"):
        header = pydicom.dcmread(path, stop_before_pixels=True)
        d = np.array(header.ImageOrientationPatient, dtype=float)
        distance = np.cross(d[:3], d[3:]) @ np.array(header.ImagePositionPatient, dtype=float)
        places[round(distance, 2)].append((float(header.TriggerTime), path))
    stacks = [sorted(places[d]) for d in sorted(places)]
    assert voxels.shape[2:] == (len(stacks), len(stacks[0])), voxels.shape
    start = time.perf_counter()
    for phase in range(len(stacks[0])):
        volume = SimpleITK.ReadImage([stack[phase][1] for stack in stacks])
        expected = SimpleITK.GetArrayFromImage(volume)
        assert np.array_equal(voxels[..., phase], expected.T), f"phase {phase}"
    their_time = time.perf_counter() - start
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    assert np.allclose(spacing, volume.GetSpacing(), atol=1e-3), (spacing, volume.GetSpacing())
    assert np.allclose(affine[:3, 3], LPS_TO_RAS @ np.array(volume.GetOrigin()), atol=1e-3)
    print(f"Sunnybrook: {voxels.shape} alike; `info` of all voxels {our_time:.2f} s, SimpleITK, told which "
          f"files make a phase, {their_time:.2f} s")


def enhanced(binary, folder):
    """Four files of one run of functional MR become one volume in time; one file of a field map with
    two kinds of frames becomes two."""
    place = f"{DATA}/dicom/dcm_qa_enh/In"
    study = json.loads(subprocess.run([binary, "info", place, "--json"], capture_output=True,
                                      check=True).stdout)
    sizes = sorted(series["dimensions"] for series in study["series"])
    assert sizes == [[64, 64, 6, 4], [64, 64, 32, 1], [64, 64, 32, 1]], sizes
    for series in study["series"]:
        voxels, affine, error = ours(binary, place, folder, "--series", str(series["number"]))
        assert error is None, error
        if series["dimensions"][3] == 4:
            for phase in range(4):
                expected, their_affine = sitk_volume(f"{place}/Siemens/XA10/6_{phase + 1}.dcm")
                # SimpleITK takes the frames as they stand in the file.
                assert slices(np.moveaxis(voxels[..., phase], (2, 1, 0), (0, 1, 2))) == slices(expected)
            assert np.allclose(np.linalg.norm(affine[:3, :3], axis=0), [3.375, 3.375, 2.4], atol=1e-4)
    print(f"enhanced: {len(sizes)} volumes of 5 files")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--verbose", action="store_true")
    arguments = arguments.parse_args()
    if not os.path.isdir(f"{DATA}/dicom"):
        print("skipped: ../shared/data/dicom is not there")
        sys.exit(0)
    outcomes, wrong, copies = collections.Counter(), [], collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(glob.glob(f"{DATA}/dicom/**/*", recursive=True)):
            if not os.path.isfile(path) or not pydicom.misc.is_dicom(path):
                continue
            name = os.path.relpath(path, f"{DATA}/dicom")
            outcome, problem = compare(arguments.binary, path, folder)
            outcomes[outcome] += 1
            if problem:
                wrong.append(f"{name}: {problem}")
            tags = rewritten(arguments.binary, path, folder)
            copies["not read" if tags is None else "differ" if tags else "alike"] += 1
            if arguments.verbose or problem or tags or "peer reads it" in outcome:
                print(f"{name:70} {outcome} {problem} {' '.join((tags or [])[:4])}", flush=True)
        for outcome, count in sorted(outcomes.items()):
            print(f"{count:5}  {outcome}")
        print("copies for pydicom:", ", ".join(f"{n} {k}" for k, n in sorted(copies.items())))
        sunnybrook(arguments.binary, folder)
        enhanced(arguments.binary, folder)
    if wrong:
        sys.exit("\n".join(["voxels, geometry or crashes:", *wrong]))
