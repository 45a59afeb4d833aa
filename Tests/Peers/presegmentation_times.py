"""How fast and how good is `contourist presegment` on ACDC?

For each patient of the model's validation set: time from the image in memory to the labels, beside the
bare calls of OpenVINO on the same slices and beside the same steps in Python with onnxruntime
(presegmentation.py), and Dice against the truth. Each time is the best of --repeats.
usage: presegmentation_times.py --binary PATH/contourist --model MODEL.onnx --data shared/data/acdc
"""
import argparse
import glob
import json
import os
import subprocess
import tempfile
import time

import numpy as np
import onnxruntime
import openvino

from presegmentation import layout, opened_image, segmented

DIVISOR = 16


def best(repeats, body):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def main():
    arguments = argparse.ArgumentParser()
    for name in ("--binary", "--model", "--data"):
        arguments.add_argument(name, required=True)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--repeats", type=int, default=3)
    arguments.add_argument("--patients", type=int, default=1000)
    options = arguments.parse_args()
    info = json.loads(subprocess.run([options.binary, "model", "info", options.model, "--json"], check=True,
                                     capture_output=True, text=True).stdout)["metadata"]
    recipe, flips = info["preparation"], info.get("flips", [])
    names = [label["name"] for label in info["labels"]]
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    settings.log_severity_level = 3
    session = onnxruntime.InferenceSession(options.model, settings)
    compiled = openvino.Core().compile_model(
        options.model, "CPU", {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": options.threads,
                               "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False})
    request = compiled.create_infer_request()
    rows, dice = [], []
    with tempfile.TemporaryDirectory() as folder:
        mask = os.path.join(folder, "mask.nii.gz")
        for patient in info["training_set"]["split"]["validation"][:options.patients]:
            for truth in sorted(glob.glob(os.path.join(options.data, patient, "*_frame*_gt.nii*"))):
                image = truth.replace("_gt", "")
                volume, spacing = opened_image(image)

                def ours():
                    done = subprocess.run(
                        [options.binary, "presegment", image, "--model", options.model, "-o", mask, "--force", "--json",
                         "--threads", str(options.threads), "--reference", truth], check=True, capture_output=True)
                    return json.loads(done.stdout)["images"][0]
                reports = [ours() for _ in range(options.repeats)]
                dice.append([reports[0]["dice"].get(name, np.nan) for name in names])
                size = [layout(n, s, t)[0] for n, s, t in zip(volume.shape[:2], spacing, recipe["spacing"])]
                window = np.zeros((1, 1, *[-(-n // DIVISOR) * DIVISOR for n in size[::-1]]), np.float32)
                calls = volume.shape[2] << len(flips)
                bare = best(options.repeats, lambda: [request.infer({0: window}) for _ in range(calls)])
                python = best(options.repeats, lambda: segmented(
                    session, volume, spacing, recipe, [DIVISOR, DIVISOR], flips, len(names) + 1).argmax(0))
                rows.append((min(r["milliseconds"] for r in reports),
                             min(r["network_milliseconds"] for r in reports), bare, python))
                whole, network, bare, python = rows[-1]
                print(f"{os.path.basename(image):28} {whole:7.0f} ms  network {network:6.0f}  bare OpenVINO {bare:6.0f} "
                      f"({whole / bare:.2f})  Python {python:6.0f} ({whole / python:.2f})  "
                      + "  ".join(f"{n} {d:.3f}" for n, d in zip(names, dice[-1])), flush=True)
    whole, network, bare, python = np.array(rows).T
    print(f"median: {np.median(whole):.0f} ms a volume, {np.median(whole / network):.3f} of its own network's time, "
          f"{np.median(whole / bare):.2f} of the bare calls, {np.median(whole / python):.2f} of Python's")
    print("mean Dice: " + "  ".join(f"{n} {d:.3f}" for n, d in zip(names, np.nanmean(dice, 0))))


if __name__ == "__main__":
    main()
