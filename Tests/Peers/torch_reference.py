"""Gradients and times of our training beside PyTorch's, same files, same batches, same run.

    gradients  every network and loss: how far all gradients together are from PyTorch's in double
               precision, relative to their length; beside it PyTorch's own in single precision,
               whose rounding deep networks amplify (a value that crosses 0 before a ReLU)
    times      a training step (cross-entropy and Dice, AdamW) and an inference; ours over PyTorch's

Needs PyTorch, which the tests do without: `pip install -r Tests/Peers/torch.txt`.
usage: torch_reference.py --binary PATH/contourist [--threads 2] [--rounds 3]
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file

from onnx_networks import randomised, written
from torch_twin import Twin

TOLERANCE = 1e-4
SMOOTHING = 1e-5

GRADIENTS = [
    (["--network", "unet", "--channels", "4,8,16"], (2, 1, 32, 24)),
    (["--network", "unet", "--dimensions", "3", "--channels", "4,8,16", "--norm", "instance",
      "--activation", "leaky", "--upsampling", "linear"], (1, 1, 8, 24, 16)),
    (["--network", "resunet", "--channels", "4,8,16"], (2, 1, 32, 32)),
    (["--network", "unet-resnet18"], (4, 1, 128, 128)),
]
LOSSES = [("dice", "softmax"), ("cross_entropy_dice", "softmax"), ("bce_dice", "sigmoid"), ("iou", "softmax"),
          ("focal", "softmax")]
TIMES = [
    (["--network", "unet", "--channels", "16,32,64,128,256", "--activation", "leaky"], (16, 1, 128, 128)),
    (["--network", "unet", "--channels", "24,48,96,192,256", "--activation", "leaky"], (16, 1, 128, 128)),
    (["--network", "resunet"], (16, 1, 128, 128)),
    (["--network", "unet-resnet18"], (8, 1, 192, 192)),
]


def overlap(p, y, union):
    axes = [0] + list(range(2, p.dim()))
    common, both = (p * y).sum(axes), p.sum(axes) + y.sum(axes)
    if union:
        return 1 - ((common + SMOOTHING) / (both - common + SMOOTHING)).mean()
    return 1 - ((2 * common + SMOOTHING) / (both + SMOOTHING)).mean()


def loss_of(kind, answer, logits, labels):
    classes = logits.shape[1]
    if answer == "sigmoid":
        y = F.one_hot(labels, classes + 1).movedim(-1, 1)[:, 1:].to(logits.dtype)
        return 0.5 * F.binary_cross_entropy_with_logits(logits, y) + 0.5 * overlap(logits.sigmoid(), y, False)
    y = F.one_hot(labels, classes).movedim(-1, 1).to(logits.dtype)
    p = logits.softmax(1)
    match kind:
        case "dice":
            return overlap(p[:, 1:], y[:, 1:], False)
        case "iou":
            return overlap(p[:, 1:], y[:, 1:], True)
        case "cross_entropy_dice":
            return F.cross_entropy(logits, labels) + overlap(p[:, 1:], y[:, 1:], False)
        case "focal":
            right = p.gather(1, labels[:, None])
            return -((1 - right) ** 2 * right.log()).mean()


def gradients(binary, bench, folder, rng):
    failed = 0
    for options, shape in GRADIENTS:
        for kind, answer in LOSSES:
            model = randomised(written(binary, folder, *options, "--classes", "3"), rng)
            path = os.path.join(folder, "randomised.onnx")
            onnx.save(model, path)
            image = rng.normal(size=shape).astype("<f4")
            top = 4 if answer == "sigmoid" else 3
            labels = rng.integers(0, top, (shape[0],) + shape[2:]).astype(np.uint8)
            files = {n: os.path.join(folder, n) for n in ("images", "labels", "gradients")}
            image.tofile(files["images"])
            labels.tofile(files["labels"])
            subprocess.run([bench, "gradients", path, "--shape", ",".join(map(str, shape)), "--images",
                            files["images"], "--labels", files["labels"], "--loss", kind, "--answer", answer,
                            "--output", files["gradients"]], check=True)
            ours = load_file(files["gradients"])
            exact = torch_gradients(path, image, labels, kind, answer, torch.float64)
            single = torch_gradients(path, image, labels, kind, answer, torch.float32)
            error, rounding = difference(ours, exact), difference(single, exact)
            failed += error > max(TOLERANCE, 4 * rounding)
            print(f"gradients  {options[1]:14} {kind:20} ours {error:.1e}  PyTorch in float32 {rounding:.1e}")
    return failed


def torch_gradients(path, image, labels, kind, answer, precision):
    # In the order of ours, which rounds otherwise than torch's usual one.
    order = torch.channels_last if image.ndim == 4 else torch.channels_last_3d
    twin = Twin(path).to(precision).to(memory_format=order).train()
    loss_of(kind, answer, twin(torch.tensor(image).to(precision)), torch.tensor(labels).long()).backward()
    return {n.replace("/", "."): p.grad.numpy() for n, p in twin.named_parameters()}


def difference(found, exact):
    square = sum(((found[n] - g) ** 2).sum() for n, g in exact.items())
    return (square / sum((g ** 2).sum() for g in exact.values())) ** 0.5


def fastest(work, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def times(binary, bench, folder, threads, rounds, bfloat16):
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    precision = "bfloat16" if bfloat16 else "float32"
    for options, shape in TIMES:
        written(binary, folder, *options, "--classes", "4")
        path = os.path.join(folder, "network.onnx")
        twin = Twin(path).to(memory_format=torch.channels_last)
        optimizer = torch.optim.AdamW(twin.parameters(), 1e-4)
        # As after a loader: both programs make their tensors from arrays, inside the time.
        image = np.random.default_rng(1).random(shape, np.float32)
        labels = np.random.default_rng(2).integers(0, 4, (shape[0],) + shape[2:], np.uint8)

        def tensor():
            return torch.from_numpy(image).contiguous(memory_format=torch.channels_last)

        def step():
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                logits = twin(tensor()).float()
            loss = loss_of("cross_entropy_dice", "softmax", logits, torch.from_numpy(labels).long())
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            return loss.item()

        def infer():
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                twin(tensor()).float().numpy()

        best = {"ours": [9e9, 9e9], "torch": [9e9, 9e9]}
        for _ in range(rounds):
            done = subprocess.run([bench, "training-step", path, "--shape", ",".join(map(str, shape)), "--threads",
                                   str(threads), "--precision", precision, "--repeat", "6"], check=True,
                                  capture_output=True, text=True)
            found = json.loads(done.stdout)
            twin.train()
            theirs = [fastest(step, 6)]
            twin.eval()
            theirs.append(fastest(infer, 6))
            best["ours"] = [min(a, b) for a, b in zip(best["ours"], (found["step_seconds"], found["inference_seconds"]))]
            best["torch"] = [min(a, b) for a, b in zip(best["torch"], theirs)]
        for n, what in enumerate(["step", "inference"]):
            a, b = best["ours"][n], best["torch"][n]
            print(f"{what:10} {options[1]:14} {'x'.join(map(str, shape)):16} {precision}  ours {a * 1e3:7.1f} ms  "
                  f"PyTorch {torch.__version__} {b * 1e3:7.1f} ms  ratio {a / b:.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["gradients", "times"])
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    bench = os.path.join(os.path.dirname(binary), "contourist-bench")
    with tempfile.TemporaryDirectory() as folder:
        if options.only != "times":
            failed = gradients(binary, bench, folder, np.random.default_rng(6))
            if failed:
                sys.exit(f"{failed} gradients differ")
        if options.only != "gradients":
            for bfloat16 in (False, True):
                times(binary, bench, folder, options.threads, options.rounds, bfloat16)


if __name__ == "__main__":
    main()
