"""A cohort through `batch presegment`, on one machine and on Slurm with two nodes on it: the same masks, how
long, and what becomes of broken files among them.
usage: cohort.py --binary PATH/contourist [--count 1000] [--seed 5] [--no-slurm] [--keep FOLDER]

The images are frames of ACDC, each cut at random to a part of its slices, rows and columns. Twenty files are
broken in ten ways. The run on one machine is also ended by SIGKILL twice, and once a worker of it is, and begun
again by the same command. Prints one JSON object; ends with 1 where masks differ, a fault is not named, or a sound
image lacks its mask.
"""
import argparse
import contextlib
import glob
import gzip
import hashlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

import nibabel
import numpy as np

from robot import DATA, HERE

MODEL = "cardiac-cine"
CLUSTER = os.path.join(os.path.dirname(HERE), "TestSupport", "slurm_cluster.sh")
#: Two of each among the images.
FAULTS = ("empty", "text", "cut off", "damaged", "no header", "five dimensions", "far too large", "no voxels",
          "folder", "nothing but its ending")


def write_images(folder, count, seed):
    chance = random.Random(seed)
    sources = sorted(glob.glob(os.path.join(DATA, "acdc", "patient*", "*_frame[0-9][0-9].nii.gz")))
    for n in range(count):
        image = nibabel.load(chance.choice(sources))
        cuts = []
        for size, least in zip(image.shape, (96, 96, 3)):
            kept = chance.randint(min(least, size), size)
            begin = chance.randint(0, size - kept)
            cuts.append(slice(begin, begin + kept))
        part = image.slicer[tuple(cuts)]
        nibabel.save(nibabel.Nifti1Image(np.asarray(part.dataobj), part.affine, part.header),
                     folder / f"image{n:04}.nii.gz")


def write_faults(folder, seed):
    """Breaks copies of the first image; gives their names."""
    chance = random.Random(seed)
    whole = gzip.decompress((folder / "image0000.nii.gz").read_bytes())
    names = []
    for n, kind in enumerate(FAULTS * 2):
        name = f"fault{n:02}-{kind.replace(' ', '-')}"
        path = folder / (name + ".nii.gz")
        packed = bytearray(gzip.compress(whole))
        header = bytearray(whole)
        if kind == "empty":
            packed = b""
        elif kind == "text":
            packed = b"Dear colleague,\n" * 40
        elif kind == "cut off":
            packed = packed[:len(packed) * (n + 3) // 40]
        elif kind == "damaged":
            for _ in range(200):
                packed[chance.randrange(20, len(packed))] = chance.randrange(256)
        elif kind == "no header":
            packed = gzip.compress(whole[352:])
        elif kind == "five dimensions":
            header[40:56] = np.array([5, 10, 10, 10, 1, 7, 1, 1], "<i2").tobytes()
            packed = gzip.compress(bytes(header))
        elif kind == "far too large":
            header[40:56] = np.array([3, 32767, 32767, 32767, 1, 1, 1, 1], "<i2").tobytes()
            packed = gzip.compress(bytes(header))
        elif kind == "no voxels":
            header[40:56] = np.array([3, 0, 10, 10, 1, 1, 1, 1], "<i2").tobytes()
            packed = gzip.compress(bytes(header))
        elif kind == "folder":
            path.mkdir()
            packed = None
        elif kind == "nothing but its ending":
            packed = gzip.compress(b"")
        if packed is not None:
            path.write_bytes(bytes(packed))
        names.append(name)
    return names


def masks(folder):
    return {path.name: hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest()
            for path in folder.glob("*.nii.gz")}


def command(binary, images, out):
    return [binary, "batch", "presegment", str(images), "--model", MODEL, "-o", str(out), "--json"]


def run(arguments, environment=None):
    begin = time.monotonic()
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, check=False)
    return done, time.monotonic() - begin


def kill(arguments, out, whom, share, count):
    """Begins and ends it when about so much is done; gives how many results there were."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log = out / "batch" / "results-0001.jsonl"
    while process.poll() is None and (not log.exists() or len(log.read_bytes().splitlines()) < share * count):
        time.sleep(0.1)
    if whom == "worker":
        workers = subprocess.run(["pgrep", "-f", f"batch worker {out}"], capture_output=True, text=True,
                                 check=False).stdout.split()
        os.kill(int(workers[0]), signal.SIGKILL)
        process.wait()
    else:
        process.kill()
        process.wait()
        # Whoever works on is done with that one soon, and finds nobody to tell.
        subprocess.run(["pkill", "-f", f"batch worker {out}"], check=False)
        time.sleep(2)
    return len(log.read_bytes().splitlines())


@contextlib.contextmanager
def cluster():
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(["bash", CLUSTER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout.readline() == "ready\n", "Slurm does not come"
            yield {**os.environ, "SLURM_CONF": f"{folder}/slurm.conf"}
        finally:
            process.stdin.close()
            process.wait()


def problems_of(report, faults, sound):
    """What is wrong with a report."""
    failed = {one["name"]: one["problem"] for one in report["failed"]}
    return ([f"{name}: not named as failed" for name in faults if name not in failed]
            + [f"{name}: {failed[name]}" for name in sound if name in failed]
            + [f"{len(report['missing'])} missing"] * bool(report["missing"]))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--count", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=5)
    arguments.add_argument("--no-slurm", action="store_true")
    arguments.add_argument("--keep")
    options = arguments.parse_args()
    binary = os.path.abspath(options.binary)
    with contextlib.ExitStack() as stack:
        root = pathlib.Path(options.keep or stack.enter_context(tempfile.TemporaryDirectory()))
        images = root / "images"
        images.mkdir(parents=True)
        write_images(images, options.count - len(FAULTS) * 2, options.seed)
        sound = [path.name.removesuffix(".nii.gz") for path in images.glob("image*")]
        faults = write_faults(images, options.seed)
        found = {"images": options.count, "faults": len(faults)}
        here = root / "here"
        call = command(binary, images, here)
        found["done_when_killed"] = [kill(call, here, whom, share, options.count)
                                     for whom, share in (("all", 0.1), ("all", 0.2), ("worker", 0.3))]
        # The worker's death did not end the run: all is done, and is not done again.
        again, seconds = run(call)
        report = json.loads(again.stdout)
        problems = problems_of(report, faults, sound)
        found["seconds_of_a_run_with_nothing_left"] = round(seconds, 1)
        found["attempts_of_failed"] = sum(one["attempts"] for one in report["failed"])
        at_once = root / "at-once"
        whole, seconds = run(command(binary, images, at_once))
        report = json.loads(whole.stdout)
        problems += problems_of(report, faults, sound)
        found["one_machine"] = {
            "exit_code": whole.returncode, "seconds": round(seconds, 1), "done": report["done"],
            "failed": len(report["failed"]), "peak_mb_of_a_worker": report["peak_bytes"] >> 20}
        if masks(at_once) != masks(here):
            problems.append("the run that was killed has other masks")
        if not options.no_slurm:
            there = root / "there"
            with cluster() as environment:
                call = command(binary, images, there) + ["--slurm", "--shards", "8", "--wait"]
                slurm, seconds = run(call, environment)
            report = json.loads(slurm.stdout)
            problems += problems_of(report, faults, sound)
            found["slurm"] = {"exit_code": slurm.returncode, "seconds": round(seconds, 1), "done": report["done"],
                              "failed": len(report["failed"])}
            if masks(there) != masks(here):
                problems.append("Slurm has other masks")
        found["problems"] = problems
        found["what_is_said"] = {one["name"].split("-", 1)[1]: one["problem"] for one in report["failed"]
                                 if one["name"].startswith("fault")}
        print(json.dumps(found, indent=1))
        sys.exit(bool(problems))


if __name__ == "__main__":
    main()
