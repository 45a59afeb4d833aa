"""Does libtorch compute what the ONNX files say? Every network, beside onnxruntime and OpenVINO.

Logits of the same file and images may differ by 1e-4 of the largest.
usage: libtorch_networks.py --binary PATH/contourist
"""
import argparse
import os
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
import openvino

from onnx_networks import randomised, written

TOLERANCE = 1e-4
# Small ones of each: options of `contourist networks`, shape of the images.
NETWORKS = [
    (["--network", "unet", "--channels", "8,16,32,64"], (2, 2, 48, 40)),
    (["--network", "unet", "--dimensions", "3", "--channels", "4,8,16"], (1, 2, 12, 20, 16)),
    (["--network", "unet", "--channels", "8,16,32", "--upsampling", "linear", "--norm", "instance",
      "--activation", "leaky"], (2, 2, 24, 20)),
    (["--network", "resunet"], (2, 2, 64, 48)),
    (["--network", "unet-resnet18"], (1, 2, 96, 64)),
    (["--network", "unet++", "--channels", "8,16,32,64,128"], (2, 2, 48, 64)),
    (["--network", "unet++", "--encoder", "resnet18"], (1, 2, 64, 96)),
    (["--network", "unet3d", "--channels", "8,16,32,32,48,48"], (1, 2, 8, 128, 64)),
]


def libtorch(bench, path, image, folder):
    images, output = os.path.join(folder, "images"), os.path.join(folder, "logits")
    image.astype("<f4").tofile(images)
    subprocess.run([bench, "logits", path, "--shape", ",".join(map(str, image.shape)), "--images", images,
                    "--output", output], check=True)
    return np.fromfile(output, "<f4")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = os.path.abspath(arguments.parse_args().binary)
    bench = os.path.join(os.path.dirname(binary), "contourist-bench")
    rng = np.random.default_rng(4)
    core = openvino.Core()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for options, shape in NETWORKS:
            model = randomised(written(binary, folder, *options, "--input-channels", "2", "--classes", "3"), rng)
            path = os.path.join(folder, "randomised.onnx")
            onnx.save(model, path)
            image = rng.normal(size=shape).astype(np.float32)
            ours = libtorch(bench, path, image, folder)
            session = onnxruntime.InferenceSession(path)
            expected = session.run(["logits"], {"image": image})[0]
            # OpenVINO may lower the precision where it finds that faster.
            compiled = core.compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
            vino = compiled(image)["logits"]
            scale = np.abs(expected).max()
            errors = [np.abs(other.ravel() - ours).max() / scale for other in (expected, vino)]
            failed += bool(max(errors) > TOLERANCE)
            print(f"{' '.join(options):75} onnxruntime {errors[0]:.1e}  OpenVINO {errors[1]:.1e}")
    print("libtorch agrees" if not failed else f"{failed} networks differ by more than {TOLERANCE}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
