"""Masks we write open in nibabel with the affine, spacing and header geometry of their image, bit
for bit; voxels and affine as we read them are those nibabel reads.
Uses SampleData and, where it is there, the real data.
usage: nibabel_agreement.py --binary PATH/contourist
"""
import argparse
import glob
import json
import os
import tempfile

import nibabel
import numpy as np

from robot import DATA, ROOT, run

GEOMETRY = ["dim", "pixdim", "qform_code", "sform_code", "quatern_b", "quatern_c", "quatern_d",
            "qoffset_x", "qoffset_y", "qoffset_z", "srow_x", "srow_y", "srow_z", "xyzt_units"]


def images():
    yield from (p for p in sorted(glob.glob(f"{ROOT}/SampleData/*.nii.gz")) if "truth" not in p)
    yield from sorted(glob.glob(f"{DATA}/acdc/patient00*/*frame01.nii.gz"))
    yield from glob.glob(f"{DATA}/acdc/patient090/*_4d.nii.gz")
    yield from sorted(glob.glob(f"{DATA}/nifti/[ALSPIR][ALSPIR][ALSPIR].nii.gz"))
    for name in ("avg152T1_RL_nifti", "minimal", "fslmean", "hippo", "low_res"):
        yield from glob.glob(f"{DATA}/nifti/{name}.nii.gz")
    for name in ("anatomical.nii", "example4d.nii.gz", "example_nifti2.nii.gz", "functional.nii",
                 "standard.nii.gz", "reoriented_anat_moved.nii"):
        yield from glob.glob(f"{DATA}/nifti/nibabel/nibabel/tests/data/{name}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = arguments.parse_args().binary
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for n, path in enumerate(images()):
            ours = json.loads(run(binary, "info", path, "--json"))
            theirs = nibabel.load(path)
            voxels = theirs.get_fdata()
            assert ours["dimensions"][: voxels.ndim] == list(voxels.shape), path
            assert np.isclose(ours["minimum"], voxels.min(), rtol=1e-6), path
            assert np.isclose(ours["maximum"], voxels.max(), rtol=1e-6), path
            assert np.isclose(ours["mean"], voxels.mean(), rtol=1e-5), path
            # Two differences by design: where the header contradicts itself we take the spacing
            # from pixdim, and without any orientation voxel 0 lies at the origin, not the middle.
            oriented = theirs.header["sform_code"] > 0 or theirs.header["qform_code"] > 0
            if oriented and not any("pixdim" in w for w in ours["warnings"]):
                assert np.allclose(np.array(ours["affine"]), theirs.affine[:3], atol=1e-4), path
            ni, nj = voxels.shape[:2]
            seeds = [(ni * .2, nj * .2), (ni * .8, nj * .2), (ni * .8, nj * .8), (ni * .2, nj * .8)]
            ending = ".nii" if n % 2 else ".nii.gz"
            mask = os.path.join(folder, f"{n}{ending}")
            flags = [flag for x, y in seeds for flag in ("--seed", f"{x:.2f},{y:.2f}")]
            run(binary, "trace", path, "--slice", "0", *flags, "--mask", mask)
            written = nibabel.load(mask)
            assert type(written) is type(theirs) and written.get_data_dtype() == np.uint8, path
            assert (written.affine == theirs.affine).all(), path
            for field in GEOMETRY:
                a, b = written.header[field], theirs.header[field]
                if field == "dim":
                    a, b = a[1 : 1 + a[0]], b[1 : 1 + a[0]]
                assert np.array_equal(a, b), (path, field, a, b)
            labels = np.asarray(written.dataobj)
            first = labels[:, :, 0] if labels.ndim == 3 else labels[:, :, 0, 0]
            assert set(np.unique(labels)) == {0, 1} and first.sum() == labels.sum(), path
            count += 1
    print(f"nibabel: {count} images read alike, {count} masks with identical geometry")
