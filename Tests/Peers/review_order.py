"""How much of a network's errors lies in the slices that it doubts most.

Every patient's end-diastole and end-systole of ../shared/data/acdc that the model was not trained on
goes through `presegment --session`; `session status` orders the slices, and the reference says where the
wrong voxels are. Beside it a random order, and the best order there is.

    python Tests/Peers/review_order.py --binary .build/release/contourist
"""
import argparse
import glob
import json
import os
import tempfile

import nibabel
import numpy as np

from robot import DATA, ROOT, run


def slices(binary, image, truth, folder):
    """[(expected wrong mm2, wrong mm2), ...] of the slices of one image."""
    mask, session = os.path.join(folder, "mask.nii.gz"), os.path.join(folder, "s.session.jsonl")
    for old in glob.glob(os.path.join(folder, "*")):
        os.remove(old)
    run(binary, "presegment", image, "--model", "cardiac-cine", "-o", mask, "--session", session)
    status = json.loads(run(binary, "session", "status", session, "--json", "--limit", "100000"))
    run(binary, "session", "replay", session, "--mask", mask, "--force")
    drawn, true = (np.asarray(nibabel.load(path).dataobj) for path in (mask, truth))
    zooms = nibabel.load(truth).header.get_zooms()
    wrong = (drawn.reshape(true.shape) != true).sum((0, 1)) * float(zooms[0] * zooms[1])
    assert len(status["doubtful"]) == true.shape[2]
    return [(entry["wrong_mm2"], wrong[entry["slice"]]) for entry in status["doubtful"]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    options = parser.parse_args()
    model = os.path.join(ROOT, "Models", "cardiac-cine.onnx")
    card = json.loads(run(options.binary, "model", "info", model, "--json"))["metadata"]
    split = card["training_set"]
    split = (json.loads(split) if isinstance(split, str) else split)["split"]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for patient in split["validation"]:
            for truth in sorted(glob.glob(os.path.join(DATA, "acdc", patient, "*_gt.nii*"))):
                found += slices(options.binary, truth.replace("_gt", ""), truth, folder)
    expected, wrong = np.array(found).T
    first = round(0.2 * len(wrong))
    share = lambda order: wrong[order[:first]].sum() / wrong.sum()
    print(f"{len(wrong)} slices; share of the wrong area in the first {first}: by doubt "
          f"{share(np.argsort(-expected, kind='stable')):.2f}, at random {first / len(wrong):.2f}, at best "
          f"{share(np.argsort(-wrong)):.2f}; rank correlation "
          f"{np.corrcoef(expected.argsort().argsort(), wrong.argsort().argsort())[0, 1]:.2f}")


if __name__ == "__main__":
    main()
