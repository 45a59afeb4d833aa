"""Are the ONNX files of our networks valid, and do they compute what the networks are?

onnx checks every file and onnxruntime runs it, for several sizes and batches. What `unet` and
`unet3d` compute is computed here again in numpy, from the papers' layers and the file's tensors
alone. A pruned unet++ has to agree with the whole one's inside.
usage: onnx_networks.py --binary PATH/contourist
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from numpy.lib.stride_tricks import sliding_window_view
from onnx import numpy_helper

SEED = 20
# Of the answer with 3 input channels and 4 classes. Sources: Tests/NetworksTests/CatalogueTests.
PARAMETERS = {"unet": 31037828, "resunet": 1626425, "unet-resnet18": 14328644, "unet++": 9159780,
              "unet3d": 30374916}


def written(binary, folder, *options):
    """A network's file, read by onnx and found valid."""
    path = os.path.join(folder, "network.onnx")
    subprocess.run([binary, "networks", *options, "--onnx", path, "--force", "--json"], check=True,
                   stdout=subprocess.DEVNULL)
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    return model


def tensors(model):
    return {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}


def randomised(model, rng):
    """The model with norms that do something: nothing stays at 0 or 1."""
    for tensor in model.graph.initializer:
        if tensor.name.endswith(("norm.weight", "running_var", "norm.bias", "running_mean")):
            positive = tensor.name.endswith(("norm.weight", "running_var"))
            values = rng.uniform(0.5 if positive else -0.5, 1.5 if positive else 0.5, tensor.dims)
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float32), tensor.name))
    return model


def opened(model):
    """The network as a function of an image; what it returns by default are the logits."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    return lambda image, output="logits": session.run([output], {"image": image})[0]


def convolved(x, weight, bias=None, stride=None):
    """x (N, C, spatial) by weight (O, C, kernel), zeros around it, in float64."""
    axes = weight.ndim - 2
    kernel = weight.shape[2:]
    x = np.pad(x, [(0, 0), (0, 0)] + [(k // 2, k // 2) for k in kernel])
    windows = sliding_window_view(x, kernel, axis=tuple(range(2, 2 + axes)))
    for axis, step in enumerate(stride or ()):
        windows = np.take(windows, range(0, windows.shape[2 + axis], step), axis=2 + axis)
    inner = [1] + list(range(2 + axes, 2 + 2 * axes))
    y = np.moveaxis(np.tensordot(windows, weight, (inner, list(range(1, 2 + axes)))), -1, 1)
    return y if bias is None else y + bias.reshape(-1, *[1] * axes)


def raised(x, weight, bias):
    """A transposed convolution whose kernel is its stride: each voxel becomes a block."""
    kernel = weight.shape[2:]
    blocks = np.moveaxis(np.tensordot(x, weight, (1, 0)), len(kernel) + 1, 1)  # N, O, spatial, kernel
    axes = len(kernel)
    order = [0, 1] + [a for n in range(axes) for a in (2 + n, 2 + axes + n)]
    shape = blocks.shape[:2] + tuple(n * k for n, k in zip(x.shape[2:], kernel))
    return blocks.transpose(order).reshape(shape) + bias.reshape(-1, *[1] * axes)


def pooled(x, stride):
    for axis, step in enumerate(stride, start=2):
        shape = x.shape[:axis] + (x.shape[axis] // step, step) + x.shape[axis + 1:]
        x = x.reshape(shape).max(axis + 1)
    return x


def unet(recipe, w, x):
    """The U-Net of `recipe` with tensors `w`, layer by layer."""
    ones = [1] * recipe["dimensions"]

    def block(x, name, stride):
        for unit in range(recipe["units"]):
            part = f"{name}.{unit}."
            x = convolved(x, w[part + "conv.weight"], w.get(part + "conv.bias"), stride)
            stride = None
            across = tuple(range(2, x.ndim))
            if recipe["norm"] == "batch":
                mean, variance = w[part + "norm.running_mean"], w[part + "norm.running_var"]
                mean, variance = mean.reshape(1, -1, *ones), variance.reshape(1, -1, *ones)
            else:
                mean, variance = x.mean(across, keepdims=True), x.var(across, keepdims=True)
            x = (x - mean) / np.sqrt(variance + 1e-5)
            x = x * w[part + "norm.weight"].reshape(-1, *ones) + w[part + "norm.bias"].reshape(-1, *ones)
            x = np.where(x > 0, x, (0.01 if recipe["activation"] == "leaky" else 0) * x)
        return x

    bridges = []
    for level in range(len(recipe["channels"])):
        stride = recipe["strides"][level - 1] if level else None
        if level and recipe["downsampling"] == "max_pool":
            x, stride = pooled(x, stride), None
        x = block(x, f"encoder.{level}", stride)
        bridges.append(x)
    for level in reversed(range(len(recipe["channels"]) - 1)):
        x = raised(x, w[f"decoder.{level}.up.weight"], w[f"decoder.{level}.up.bias"])
        x = block(np.concatenate([bridges[level], x], 1), f"decoder.{level}", None)
    return convolved(x, w["head.weight"], w["head.bias"])


def check_numpy(binary, folder, name, channels, size, rng):
    model = randomised(written(binary, folder, "--network", name, "--classes", "3", "--input-channels",
                               "2", "--channels", channels), rng)
    recipe = json.loads({p.key: p.value for p in model.metadata_props}["recipe"])
    image = rng.normal(size=(2, 2, *size)).astype(np.float32)
    expected = unet(recipe, {k: v.astype(np.float64) for k, v in tensors(model).items()}, image)
    difference = np.abs(opened(model)(image) - expected).max()
    print(f"{name} beside numpy: largest difference {difference:.1e} of {np.abs(expected).max():.1f}")
    assert difference < 1e-4


def check_sizes(binary, folder, name, options, rng):
    """Logits of two sizes and batches, each image for itself."""
    model = written(binary, folder, "--network", name, "--classes", "4", "--input-channels", "3", *options)
    report = json.loads(subprocess.run(
        [binary, "networks", "--network", name, "--classes", "4", "--input-channels", "3", "--json",
         *options], check=True, capture_output=True, text=True).stdout)[0]
    divisors = report["divisors"]
    count = sum(t.size for n, t in tensors(model).items()
                if not n.startswith("constant.") and "running_" not in n)
    run = opened(model)
    for factors, batch in (((1, 2, 2), 2), ((2, 3, 2), 1)):
        size = [d * f for d, f in zip(divisors, factors[-len(divisors):])]
        image = rng.normal(size=(batch, 3, *size)).astype(np.float32)
        logits = run(image)
        assert logits.shape == (batch, 4, *size), (logits.shape, size)
        assert np.isfinite(logits).all() and logits.std() > 0
        for n in range(batch):
            alone = run(image[n:n + 1])
            assert np.abs(alone[0] - logits[n]).max() <= 1e-4 * np.abs(logits).max()
    print(f"{name} {' '.join(options)}: valid, {count} parameters, sizes and batches free")
    return count


def check_pruned(binary, folder, encoder, rng):
    """A level's answer comes from the same features as in the whole network."""
    options = ("--network", "unet++", "--encoder", encoder, "--input-channels", "1", "--classes", "2")
    whole = written(binary, folder, *options)
    last = {"plain": "nested.0.{}.1.activation", "resnet18": "decoder.blocks.x_{}_3.conv2.2"}[encoder]
    names = {level: last.format(level if encoder == "plain" else 4 - level) for level in (1, 2, 3)}
    for name in names.values():
        whole.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    run_whole = opened(whole)
    image = rng.normal(size=(1, 1, 64, 32)).astype(np.float32)
    for level, name in names.items():
        pruned = written(binary, folder, *options, "--level", str(level))
        assert len(pruned.graph.node) < len(whole.graph.node)
        pruned.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
        run_pruned = opened(pruned)
        assert run_pruned(image).shape == (1, 2, 64, 32)
        inside = run_whole(image, name)
        assert np.abs(run_pruned(image, name) - inside).max() <= 1e-5 * np.abs(inside).max()
    print(f"unet++ {encoder}: levels 1 to 3 compute what they compute in the whole")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = arguments.parse_args().binary
    rng = np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as folder:
        check_numpy(binary, folder, "unet", "4,6,8", (16, 24), rng)
        check_numpy(binary, folder, "unet3d", "3,4,5,6,7,8", (8, 64, 32), rng)
        for name, expected in PARAMETERS.items():
            count = check_sizes(binary, folder, name, (), rng)
            assert count == expected, (name, count, expected)
        for name, *options in (
                ("unet", "--dimensions", "3", "--channels", "4,6,8"), ("unet", "--upsampling", "linear", "--channels", "4,6,8"),
                ("unet", "--upsampling", "nearest", "--channels", "4,6,8", "--activation", "prelu"),
                ("unet", "--dimensions", "3", "--upsampling", "linear", "--channels", "4,6,8"),
                ("resunet", "--dimensions", "3"), ("resunet", "--norm", "batch"),
                ("unet++", "--encoder", "resnet18"),
                ("unet++", "--upsampling", "transposed_convolution", "--channels", "4,6,8")):
            check_sizes(binary, folder, name, tuple(options), rng)
        for encoder in ("plain", "resnet18"):
            check_pruned(binary, folder, encoder, rng)
    return 0


if __name__ == "__main__":
    sys.exit(main())
