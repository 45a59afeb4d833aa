"""Sessions as DICOM Segmentations and RT Structure Sets, and DICOM files without their patient, as other
software sees them.

segmentations: highdicom reads the same voxels; dicom3tools' dciodvfy finds no error that the images
themselves do not have; read back by us they are the same labels.
structure sets: dcmrtstruct2nii rasterises them to a Dice of 0.99 or better, rt-utils, which rounds the
points to whole pixels, to 0.96; both are printed. Read back by us they make a session.
de-identification: of every file that can be read nothing of the profile's table is left (checked with
pydicom and the table of KitwareMedical's dicom-anonymizer), and no name, number, date or identifier
that stood in the original stands anywhere in the bytes of the copy.
Real data where they are there, SampleData always.
usage: dicom_objects.py --binary PATH/contourist [--verbose]
"""
import argparse
import contextlib
import glob
import io
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

import highdicom
import nibabel
import numpy as np
import pydicom
from dcmrtstruct2nii import dcmrtstruct2nii
from dicomanonymizer.dicom_anonymization_databases import dicomfields_2026c as profile
from rt_utils import RTStructBuilder

from robot import DATA, ROOT, dice, run

warnings.filterwarnings("ignore")
logging.disable()
pydicom.read_file = pydicom.dcmread  # the name that dcmrtstruct2nii still calls it by
SOURCES = [
    ("Sunnybrook cine", f"{DATA}/sunnybrook/dicoms/SCD0000101"),
    ("CT of three slices", f"{DATA}/dicom/dcmqi/data/segmentations/ct-3slice"),
    ("enhanced MR", f"{DATA}/dicom/dcm_qa_enh"),
    ("SampleData's abdomen, no DICOM", f"{ROOT}/SampleData/abdomen.nii.gz"),
]


def shapes(size):
    """A ring with its cavity, and beside it a smooth blob: labels 1, 2 and 3."""
    i, j, k = np.ogrid[: size[0], : size[1], : size[2]]
    scale = min(size[:2]) / 64
    taper = 1 - 0.3 * np.abs(k - size[2] / 2) / max(size[2], 1)
    ring = np.hypot(i - 0.4 * size[0], j - 0.5 * size[1]) / scale / taper
    blob = np.hypot((i - 0.75 * size[0]) / 1.4, j - 0.45 * size[1]) / scale / taper
    mask = np.zeros(size, np.uint8)
    mask[np.broadcast_to(ring < 15, size)] = 1
    mask[np.broadcast_to(ring < 10, size)] = 2
    mask[np.broadcast_to(blob < 8, size)] = 3
    return mask


def errors(path):
    """What dciodvfy calls an error, without the values."""
    if not shutil.which("dciodvfy"):
        return None
    found = subprocess.run(["dciodvfy", path], capture_output=True, text=True)
    lines = [line for line in (found.stdout + found.stderr).splitlines() if line.startswith("Error")]
    # Identifiers are copied from the images as they are.
    return [line for line in lines if "Leading zeroes in embedded numeric" not in line
            and "invalid data values for Value Representations" not in line]


def begin(binary, path, folder):
    """A session that draws shapes on an image; its mask [i, j, k, t] and geometry."""
    volume, mask = f"{folder}/image.nii.gz", f"{folder}/shapes.nii.gz"
    series = ["--series", "1"] if os.path.isdir(path) else []
    run(binary, "convert", path, "-o", volume, *series)
    image = nibabel.load(volume)
    nibabel.save(nibabel.Nifti1Image(shapes(image.shape[:3]), image.affine), mask)
    session = f"{folder}/s.session.jsonl"
    run(binary, "session", "new", path, *series, "--label", "myocardium=1", "--label", "LV=2", "--label",
        "left kidney=3", "--from-mask", mask, "--mask-frame", "0", "-o", session)
    run(binary, "session", "replay", session, "--mask", f"{folder}/drawn.nii.gz")
    drawn = nibabel.load(f"{folder}/drawn.nii.gz")
    voxels = np.asarray(drawn.dataobj)
    return session, series, voxels.reshape(voxels.shape + (1,) * (4 - voxels.ndim)), drawn.affine


def segmentation(binary, name, path, series, session, voxels, affine, folder):
    seg = f"{folder}/seg.dcm"
    run(binary, "export", session, "--format", "dicom-seg", "-o", seg)
    found = highdicom.seg.segread(seg)
    inverse = np.linalg.inv(affine)
    lps = np.diag([-1, -1, 1])
    theirs = np.zeros_like(voxels)
    frames = found.pixel_array.reshape((-1, found.Rows, found.Columns))
    orientation = found.SharedFunctionalGroupsSequence[0].PlaneOrientationSequence[0].ImageOrientationPatient
    spacing = found.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing
    assert np.allclose(lps @ np.array(orientation[:3], float) * float(spacing[1]), affine[:3, 0], atol=1e-4), name
    assert np.allclose(lps @ np.array(orientation[3:], float) * float(spacing[0]), affine[:3, 1], atol=1e-4), name
    for frame, group in zip(frames, found.PerFrameFunctionalGroupsSequence, strict=True):
        place = lps @ np.array(group.PlanePositionSequence[0].ImagePositionPatient, float)
        i, j, k = inverse[:3, :3] @ place + inverse[:3, 3]
        assert abs(i) < 1e-3 and abs(j) < 1e-3 and abs(k - round(k)) < 1e-3, (name, i, j, k)
        moment = group.FrameContentSequence[0].get("TemporalPositionIndex", 1) - 1
        number = group.SegmentIdentificationSequence[0].ReferencedSegmentNumber
        theirs[:, :, round(k), moment][frame.T > 0] = number
    assert (theirs == voxels).all(), f"{name}: highdicom reads other voxels"
    kinds = [found.get_segment_description(n).segmented_property_type.meaning for n in found.segment_numbers]
    assert kinds == ["Left Ventricle Myocardium", "Left ventricle", "Kidney"], kinds
    again = f"{folder}/again.session.jsonl"
    run(binary, "session", "new", path, *series, "--from-mask", seg, "-o", again)
    problems = errors(seg)
    assert not problems, (name, problems)
    return "dciodvfy not there" if problems is None else "dciodvfy: no errors"


def structures(binary, name, path, series, session, voxels, folder):
    rt = f"{folder}/rt.dcm"
    run(binary, "export", session, "--format", "dicom-rtstruct", "-o", rt)
    problems = errors(rt)
    assert not problems, (name, problems)
    # Read back on the image: the labels themselves, drawn again.
    again = f"{folder}/rt.session.jsonl"
    run(binary, "session", "new", path, *series, "--from-mask", rt, "--mask-frame", "0", "-o", again)
    if not os.path.isdir(path) or "Sunnybrook" not in name and "CT" not in name:
        return None
    # rt-utils wants a folder with the slices of one moment alone.
    header = pydicom.dcmread(rt)
    items = header.ReferencedFrameOfReferenceSequence[0].RTReferencedStudySequence[0]
    used = [i.ReferencedSOPInstanceUID for i in items.RTReferencedSeriesSequence[0].ContourImageSequence]
    assert len(used) == voxels.shape[2], (name, len(used))
    moment = f"{folder}/moment"
    os.makedirs(moment)
    for file in glob.glob(f"{path}/*"):
        try:
            if pydicom.dcmread(file, stop_before_pixels=True).SOPInstanceUID in used:
                os.symlink(file, f"{moment}/{os.path.basename(file)}")
        except pydicom.errors.InvalidDicomError:
            pass
    # The same rule for a pixel as ours: its centre.
    out = f"{folder}/nii"
    with contextlib.redirect_stdout(io.StringIO()):
        dcmrtstruct2nii(rt, moment, out, mask_background_value=0, mask_foreground_value=255)
    exact = []
    for value, roi in enumerate(("myocardium", "LV", "left kidney"), 1):
        theirs = np.asarray(nibabel.load(f"{out}/mask_{roi.replace(' ', '-')}.nii.gz").dataobj) > 0
        ours = voxels[..., 0] == value
        # Its rows may run the other way.
        exact.append(max(dice(theirs[:, ::a, ::b], ours) for a in (1, -1) for b in (1, -1)))
    # rt-utils rounds the points to whole pixels and fills the border with them.
    read = RTStructBuilder.create_from(dicom_series_path=moment, rt_struct_path=rt)
    scores = []
    for value, roi in enumerate(read.get_roi_names(), 1):
        theirs = read.get_roi_mask_by_name(roi)
        ours = (voxels[..., 0] == value).transpose(1, 0, 2)
        # Its slices may run the other way.
        scores.append(max(dice(theirs, ours), dice(theirs[:, :, ::-1], ours)))
    return exact, scores


TAGS = {"X": profile.X_TAGS, "Z": profile.Z_TAGS, "U": profile.U_TAGS}
BY_TAG = {(t[0] << 16) | t[1]: action for action, tags in TAGS.items() for t in tags if len(t) == 2}


def elements(dataset):
    for element in dataset:
        yield element
        if element.VR == "SQ":
            for item in element.value:
                yield from elements(item)


def secrets(dataset):
    """Texts of an original that tell who the patient is, or when."""
    found = set()
    for element in elements(dataset):
        if element.VR in ("PN", "DA", "DT") or element.keyword in (
                "PatientID", "AccessionNumber", "InstitutionName", "StudyID", "PatientAddress"):
            values = element.value if isinstance(element.value, pydicom.multival.MultiValue) else [element.value]
            found |= {str(v).strip() for v in values if v is not None}
        elif element.VR == "UI" and (element.tag.group << 16 | element.tag.element) in BY_TAG:
            values = element.value if isinstance(element.value, pydicom.multival.MultiValue) else [element.value]
            found |= {str(v) for v in values if v and not str(v).startswith("1.2.840.10008.")}
    # A maker's name is no patient's, also where somebody has typed it in as the hospital's.
    return {s for s in found if len(s) >= 6 and s not in str(dataset.get("Manufacturer", ""))}


def deidentified(binary, paths, folder, verbose):
    count, left, leaks = 0, [], []
    for path in paths:
        out = f"{folder}/clean"
        shutil.rmtree(out, ignore_errors=True)
        done = subprocess.run([binary, "deidentify", path, "-o", out], capture_output=True, text=True)
        assert done.returncode in (0, 65), (path, done.returncode, done.stderr)
        for clean in glob.glob(f"{out}/*/*.dcm"):
            count += 1
            dataset = pydicom.dcmread(clean, force=True)
            for element in elements(dataset):
                tag = element.tag.group << 16 | element.tag.element
                action = BY_TAG.get(tag)
                private = element.tag.is_private or element.tag.group & 0xFF00 in (0x5000, 0x6000)
                own = element.keyword in ("PatientName", "PatientID")
                if private or action == "X" or action == "Z" and not own and element.value not in (None, "", []):
                    left.append((path, str(element.tag), element.keyword))
                if action == "U" and element.VR == "UI" and element.value:
                    values = element.value if isinstance(element.value, pydicom.multival.MultiValue) else [element.value]
                    if not all(str(v).startswith(("2.25.", "1.2.840.10008.")) for v in values):
                        left.append((path, str(element.tag), element.keyword))
            # Whatever the table says: nothing of the original's names is in the copy's bytes.
            try:
                original = secrets(pydicom.dcmread(path, force=True))
            except Exception:  # what pydicom cannot walk has no list of secrets
                continue
            body = open(clean, "rb").read()
            pixels = dataset.get("PixelData")
            if pixels:
                body = body.replace(bytes(pixels), b"")
            leaks += [(path, s) for s in original if s.encode("utf-8", "ignore") in body
                      and not re.fullmatch(r"19000101.*|0+", s)]
    if verbose:
        print(*left[:40], *leaks[:40], sep="\n")
    assert not left, left[:5]
    assert not leaks, leaks[:5]
    return count


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--verbose", action="store_true")
    options = arguments.parse_args()
    for name, path in SOURCES:
        if not os.path.exists(path):
            print(f"{name}: not there, left out")
            continue
        with tempfile.TemporaryDirectory() as folder:
            session, series, voxels, affine = begin(options.binary, path, folder)
            said = segmentation(options.binary, name, path, series, session, voxels, affine, folder)
            scores = structures(options.binary, name, path, series, session, voxels, folder)
            text = "" if scores is None else "; Dice in dcmrtstruct2nii and rt-utils " + ", ".join(
                f"{a:.4f} {b:.4f}" for a, b in zip(*scores))
            print(f"{name}: {np.count_nonzero(voxels)} voxels equal in highdicom, {said}{text}")
            assert scores is None or min(scores[0]) >= 0.99 and min(scores[1]) >= 0.96, scores
    with tempfile.TemporaryDirectory() as folder:
        paths = sorted(glob.glob(f"{DATA}/sunnybrook/dicoms/*/*.dcm"))[::12]
        paths += sorted(p for p in glob.glob(f"{DATA}/dicom/pydicom*/**", recursive=True) if os.path.isfile(p))
        count = deidentified(options.binary, paths, folder, options.verbose)
        print(f"de-identified: {count} files of {len(paths)}, nothing of the profile's table left, "
              "no name, number, date or identifier of the originals in their bytes")
