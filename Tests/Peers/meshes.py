"""`contourist mesh` read by trimesh in all three formats: watertight, oriented, of the mask's volume
and Euler number; beside scikit-image's marching cubes on a ball of known area, with times.
usage: meshes.py --binary PATH/contourist [--radius 60]
"""
import argparse
import json
import os
import tempfile
import time

import nibabel
import numpy as np
import trimesh
from scipy import ndimage
from skimage.measure import marching_cubes

from robot import DATA, ROOT, run

# glTF's -X, +Z and +Y are the patient's right, front and head; metres.
TO_PATIENT = np.array([[-1, 0, 0], [0, 0, 1], [0, 1, 0]]) * 1000.0


def save(path, mask, affine):
    nibabel.save(nibabel.Nifti1Image(mask.astype(np.uint8), affine), path)


def surfaces(path):
    """Name and mesh, in millimetres of the patient."""
    loaded = trimesh.load(path)
    if not path.endswith(".glb"):
        return [("", loaded)]
    named = []
    for node in loaded.graph.nodes_geometry:
        transform, name = loaded.graph[node]
        assert np.allclose(transform, np.eye(4)), "nodes lie where their vertices are"
        mesh = loaded.geometry[name]
        mesh.vertices = mesh.vertices @ TO_PATIENT.T
        named.append((node, mesh))
    return named


def check(binary, folder, mask, affine, euler=None, tolerance=0.02, smooth=None):
    source = f"{folder}/mask.nii.gz"
    save(source, mask, affine)
    voxels = mask.sum() * abs(np.linalg.det(affine[:3, :3]))
    bounds = None
    for ending in ("stl", "ply", "glb"):
        output = f"{folder}/surface.{ending}"
        options = [] if smooth is None else ["--smooth", str(smooth)]
        report = json.loads(run(
            binary, "mesh", source, "--label", "part=1", "-o", output, "--force", "--json", *options))
        (name, mesh), = surfaces(output)
        assert name in ("", "part")
        assert mesh.is_watertight and mesh.is_winding_consistent and mesh.volume > 0, (ending, euler)
        row = report["labels"][0]
        assert np.isclose(mesh.volume / 1000, row["volume_ml"], rtol=1e-4), ending
        assert np.isclose(mesh.area / 100, row["area_cm2"], rtol=1e-4), ending
        if ending == "ply":
            assert len(np.unique(mesh.visual.vertex_colors, axis=0)) == 1
            # STL's vertices are put together by their places, which unites what only touches.
            assert mesh.euler_number == row["euler_number"], (mesh.euler_number, row)
        if euler is not None:
            assert row["euler_number"] == euler, (row["euler_number"], euler)
        if tolerance:
            assert abs(mesh.volume / voxels - 1) < tolerance, (ending, mesh.volume, voxels)
        if bounds is not None:
            assert np.allclose(mesh.bounds, bounds, atol=1e-3), ending
        bounds = mesh.bounds
    return mesh.volume / voxels - 1


def shapes():
    affine = np.diag([1.0, 1, 1, 1])
    x, y, z = np.mgrid[:60, :60, :60] - 29.6
    yield "ball", x**2 + y**2 + z**2 < 24**2, affine, 2
    yield "ring", (np.hypot(x, y) - 18) ** 2 + z**2 < 8**2, affine, 0
    yield "shell", (x**2 + y**2 + z**2 < 25**2) & (x**2 + y**2 + z**2 > 15**2), affine, 4
    oblique = np.array([[0, 1.1, 0.2, 30], [-1.4, 0, 0, -7], [0.1, 0, 5, 200], [0, 0, 0, 1.0]])
    x, y, z = np.mgrid[:60, :60, :14]
    yield "oblique", ((x - 29) / 22) ** 2 + ((y - 30) / 26) ** 2 + ((z - 6.5) / 5) ** 2 < 1, oblique, 2


def real(binary, folder):
    """Labels of the sample heart, the abdomen and a real hippocampus."""
    count, worst = 0, 0
    paths = [f"{ROOT}/SampleData/abdomen_truth.nii.gz", f"{ROOT}/SampleData/cardiac_truth.nii.gz",
             f"{DATA}/hippocampus/labels/hippocampus_001.nii.gz"]
    for path in filter(os.path.exists, paths):
        image = nibabel.load(path)
        labels = np.asarray(image.dataobj)
        labels = labels[..., 0] if labels.ndim == 4 else labels
        for value in np.unique(labels)[1:]:
            worst = max(worst, abs(check(binary, folder, labels == value, image.affine, tolerance=0.03)))
            count += 1
    return count, worst


def speed(binary, folder, radius):
    n = 2 * radius + 9
    x, y, z = np.ogrid[:n, :n, :n]
    centre = n / 2 - 0.3
    mask = (x - centre) ** 2 + (y - centre) ** 2 + (z - centre) ** 2 <= radius**2
    save(f"{folder}/ball.nii", mask, np.eye(4))
    area, volume = 4 * np.pi * radius**2, 4 / 3 * np.pi * radius**3
    best = {}
    for iterations in (0, 20):
        for _ in range(3):
            report = json.loads(run(
                binary, "mesh", f"{folder}/ball.nii", "-o", f"{folder}/ball.ply", "--force", "--json", "--smooth",
                str(iterations)))["labels"][0]
            best[iterations] = min(best.get(iterations, 1e9), report["milliseconds"])
        print(f"ball of radius {radius}: contourist, smoothing {iterations}: {best[iterations]:.0f} ms, "
              f"area {100 * (100 * report['area_cm2'] / area - 1):+.2f} %, "
              f"volume {100 * (1000 * report['volume_ml'] / volume - 1):+.2f} %")
    for name, field in (("the mask", mask.astype(np.float32)),
                        ("the mask blurred by a voxel", ndimage.gaussian_filter(mask.astype(np.float32), 1))):
        times = []
        for _ in range(3):
            begin = time.perf_counter()
            vertices, faces, _, _ = marching_cubes(field, 0.5)
            times.append(time.perf_counter() - begin)
        mesh = trimesh.Trimesh(vertices, faces, process=False)
        print(f"  scikit-image's marching cubes of {name}: {1000 * min(times):.0f} ms, area "
              f"{100 * (mesh.area / area - 1):+.2f} %, volume {100 * (abs(mesh.volume) / volume - 1):+.2f} %")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--radius", type=int, default=60)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        changes = {name: check(options.binary, folder, mask, affine, euler)
                   for name, mask, affine, euler in shapes()}
        random = np.random.default_rng(5)
        for _ in range(5):
            # Every ambiguous pattern occurs; such specks have no volume to keep.
            check(options.binary, folder, random.random((14, 13, 12)) < 0.4, np.eye(4), tolerance=None, smooth=3)
        count, worst = real(options.binary, folder)
        print("meshes: watertight in STL, PLY and GLB; volume against the voxels' "
              + ", ".join(f"{name} {100 * change:+.2f} %" for name, change in changes.items())
              + f"; {count} structures of hearts, abdomen and brain within {100 * worst:.1f} %")
        speed(options.binary, folder, options.radius)
