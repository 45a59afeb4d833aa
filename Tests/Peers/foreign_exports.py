"""Do networks of nnU-Net and MONAI, exported to ONNX by PyTorch, find the same here as there?

nnU-Net's own architecture (PlainConvUNet of dynamic-network-architectures, as its plans of a heart in
2-D and of an abdomen in 3-D describe it) and MONAI's UNet, with random weights: `contourist presegment`
with the description that Sources/Presegmentation/README.md asks for, beside PyTorch on the preparation
written again in presegmentation.py. Probabilities may differ by 1e-3.
usage: foreign_exports.py --binary PATH/contourist   (exports.txt)
"""
import argparse
import json
import os
import sys
import tempfile
from types import SimpleNamespace

import nibabel as nib
import numpy as np
import torch
from dynamic_network_architectures.architectures.unet import PlainConvUNet
from monai.networks.nets import UNet

from presegmentation import compared, heart, opened_image, program, segmented


class TorchSession:
    """A module in the place of an onnxruntime session; `axes` as the description names them."""

    def __init__(self, module, axes):
        self.module, self.turned = module, axes == "ijk"

    def get_inputs(self):
        return [SimpleNamespace(name="x")]

    def run(self, _, feeds):
        x = torch.from_numpy(feeds["x"])
        order = (0, 1, 4, 3, 2)
        with torch.inference_mode():
            y = self.module(x.permute(order).contiguous() if self.turned else x)
        return [(y.permute(order) if self.turned else y).numpy()]


def nnunet(dimensions, classes):
    """As nnU-Net plans it: instance normalisation, leaky ReLU, two convolutions a stage."""
    conv = {2: torch.nn.Conv2d, 3: torch.nn.Conv3d}[dimensions]
    norm = {2: torch.nn.InstanceNorm2d, 3: torch.nn.InstanceNorm3d}[dimensions]
    # In 3-D the slices are thick: k is halved once.
    strides = {2: [1, 2, 2, 2], 3: [1, (1, 2, 2), (2, 2, 2)]}[dimensions]
    count = len(strides)
    kernels = {2: 3, 3: [(1, 3, 3), 3, 3]}[dimensions]
    return PlainConvUNet(
        1, count, [8, 16, 32, 64][:count], conv, kernels, strides, 2, classes, 2, conv_bias=True, norm_op=norm,
        norm_op_kwargs={"eps": 1e-5, "affine": True}, nonlin=torch.nn.LeakyReLU,
        nonlin_kwargs={"inplace": True}, deep_supervision=False)


def monai(dimensions, classes):
    return UNet(dimensions, 1, classes, (8, 16, 32), (2, 2), num_res_units=2)


def randomised(module):
    """Borders where the answer changes, not one label everywhere."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return module.eval()


def checked(binary, folder, name, module, description, window, recipe, classes):
    image = os.path.join(folder, "image.nii.gz")
    dimensions, axes = description["dimensions"], description["axes"]
    path = os.path.join(folder, "foreign.onnx")
    size = window[::-1] if axes == "ijk" else window
    free = {2: "h", 3: "w"} if dimensions == 2 else {}
    torch.onnx.export(module, torch.zeros(1, 1, *size), path, input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": free, "y": free} if free else None, dynamo=False)
    with open(path + ".json", "w") as file:
        json.dump(description, file)
    mask, odds = program(binary, image, path, folder)
    volume, spacing = opened_image(image)
    is_turned = "orientation" in description
    if is_turned:
        turned = nib.as_closest_canonical(nib.load(image))
        volume, spacing = np.asarray(turned.dataobj), [float(mm) for mm in turned.header.get_zooms()]
    divisors = [8, 8] if dimensions == 2 else [1, 1, 1]
    found = segmented(TorchSession(module, axes), volume, spacing, recipe, divisors, [], classes)
    if is_turned:
        # LPS is RAS with both axes turned.
        found = found[:, ::-1, ::-1]
    return compared(name, mask, odds, found)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = os.path.abspath(arguments.parse_args().binary)
    torch.manual_seed(4)
    failed = 0
    common = {"channels": ["MR"], "normalisation": {"z_score": {}}}
    with tempfile.TemporaryDirectory() as folder:
        nib.save(heart(np.random.default_rng(6)), os.path.join(folder, "image.nii.gz"))
        failed += checked(
            binary, folder, "nnU-Net, 2-D", randomised(nnunet(2, 4)),
            common | {"labels": ["RV", "MYO", "LV"], "dimensions": 2, "spacing": [1.25, 1.25, None],
                      "axes": "ji", "divisors": [8, 8]},
            [32, 32], {"dimensions": 2, "spacing": [1.25, 1.25, None]}, 4)
        failed += checked(
            binary, folder, "nnU-Net, 3-D", randomised(nnunet(3, 3)),
            common | {"labels": ["liver", "spleen"], "dimensions": 3, "spacing": [1.5, 1.5, 4],
                      "axes": "kji", "patch": [8, 32, 32]},
            [8, 32, 32], {"dimensions": 3, "spacing": [1.5, 1.5, 4], "patch": [8, 32, 32]}, 3)
        failed += checked(
            binary, folder, "MONAI, 3-D", randomised(monai(3, 3)),
            common | {"labels": ["liver", "spleen"], "dimensions": 3, "spacing": [2, 2, 4],
                      "axes": "ijk", "orientation": "RAS", "patch": [24, 32, 8]},
            [8, 32, 24], {"dimensions": 3, "spacing": [2, 2, 4], "patch": [8, 32, 24]}, 3)
    print("exports answer as their modules do" if not failed else f"{failed} exports differ")
    sys.exit(int(failed > 0))


if __name__ == "__main__":
    main()
