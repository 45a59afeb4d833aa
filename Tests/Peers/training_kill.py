"""kill -9 at random moments of `contourist train` changes nothing: the weights are those of a training
that ran through. A disk that is full at a checkpoint is an error, and the checkpoint before is kept.
usage: training_kill.py --binary PATH/contourist [--rounds 6]
"""
import argparse
import os
import random
import resource
import subprocess
import tempfile
import time

import numpy as np
import onnx
from onnx import numpy_helper

from robot import run

CASES = 5
EPOCHS = 6


def made(binary, folder):
    """A data set of synthetic tumours, as `images` and `labels`."""
    for part in ("images", "labels"):
        os.makedirs(f"{folder}/{part}")
    for n in range(CASES):
        run(binary, "phantom", "tumour", "--seed", str(n + 1), "--output", f"{folder}/case{n}")
        os.rename(f"{folder}/case{n}.nii.gz", f"{folder}/images/case{n}.nii.gz")
        os.rename(f"{folder}/case{n}_truth.nii.gz", f"{folder}/labels/case{n}.nii.gz")
    return folder


def command(binary, data, output):
    return [binary, "train", data, "--output", output, "--channels", "4,8,16", "--patch", "64,64", "--batch", "4",
            "--epochs", str(EPOCHS), "--steps-per-epoch", "4", "--validation-interval", "2", "--validation", "1",
            "--threads", "1", "--precision", "float32", "--checkpoint-interval", "0", "--json"]


def weights(path):
    return {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--rounds", type=int, default=6)
    arguments = arguments.parse_args()
    binary = os.path.abspath(arguments.binary)
    r = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        data = made(binary, f"{folder}/data")
        start = time.time()
        subprocess.run(command(binary, data, f"{folder}/whole.onnx"), check=True,
                       stdout=subprocess.DEVNULL)
        length = time.time() - start
        whole = weights(f"{folder}/whole.onnx")

        kills = resumed = 0
        for n in range(arguments.rounds):
            output = f"{folder}/{n}.onnx"
            for _ in range(3):
                process = subprocess.Popen(command(binary, data, output), stdout=subprocess.DEVNULL)
                time.sleep(r.uniform(0.2, 1) * length)
                process.kill()
                kills += process.wait() < 0
                if os.path.exists(output):
                    break
                resumed += os.path.exists(f"{folder}/{n}.checkpoint")
            if not os.path.exists(output):
                subprocess.run(command(binary, data, output), check=True, stdout=subprocess.DEVNULL)
            found = weights(output)
            assert found.keys() == whole.keys()
            for name in whole:
                assert np.array_equal(found[name], whole[name]), (n, name)
            assert not os.path.exists(f"{folder}/{n}.checkpoint")
        assert resumed > 0, "no training was killed late enough to be resumed; the machine is too fast"

        output = f"{folder}/full.onnx"
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        done = subprocess.run(command(binary, data, output), capture_output=True, text=True,
                              restore_signals=False, preexec_fn=limit)
        assert done.returncode == 65 and "full.checkpoint" in done.stderr, done
        assert not os.path.exists(output) and not os.path.exists(f"{folder}/full.checkpoint"), done
    print(f"training: {kills} kills, {resumed} resumed trainings, the weights of an uninterrupted one each time; "
          "a full disk is an error that keeps what was there")
