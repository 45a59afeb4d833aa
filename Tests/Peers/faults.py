"""What becomes of results when the disk is full, folders may not be written, files change while they are read, memory
ends, or the program is told to end or killed: for sessions, exports, training, pre-segmentation and batches. (For the
server: server_kill.py.)
usage: faults.py --binary PATH/contourist [--rounds 5] [--seed 3]

Needs root, for a small file system of its own and for a user without rights. After every fault each result is there as
a whole or not at all, what was there before is what it was, and the same command, begun again without the fault, ends
as if nothing had been. Prints one JSON line for each command and fault; ends with 1 where that is not so.
"""
import argparse
import contextlib
import gzip
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from robot import ROOT, run
from training_kill import command as training, made

SAMPLE = os.path.join(ROOT, "SampleData", "cardiac.nii.gz")
SESSION = os.path.join(ROOT, "Annotations", "cardiac.session.jsonl")
#: An identifier of nobody.
NOBODY = 65534


def hashed(path):
    """Of a file, or of all files below a folder by their names; hidden ones are what a killed program may leave."""
    path = pathlib.Path(path)
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    # A manifest has the time at which it was written.
    return {str(part.relative_to(path)): hashed(part) for part in sorted(path.rglob("*"))
            if part.is_file() and part.name != "manifest.json" and not any(name.startswith(".") for name in part.relative_to(path).parts)}


class Work:
    """A command that reads from `inputs` and writes into `folder`."""

    #: Results that are there as a whole or not at all, below the folder.
    results = ()
    #: Whether a killed run is gone on with by the same command.
    resumes = False
    #: Whether the same command ends with the same bytes.
    repeats = True

    def __init__(self, binary, inputs):
        self.binary, self.inputs = binary, inputs

    def command(self, folder):
        raise NotImplementedError

    def begin(self, folder):
        """What is there before."""

    def again(self, folder):
        """Makes room for a second run."""
        if not self.resumes:
            for name in self.results:
                path = pathlib.Path(folder) / name
                if path.is_dir():
                    shutil.rmtree(path)
                path.unlink(missing_ok=True)

    def problems(self, folder, expected, was_killed):
        """What is wrong with the results."""
        found = []
        for name in self.results:
            path = pathlib.Path(folder) / name
            if path.exists() and self.repeats and hashed(path) != expected[name]:
                found.append(f"{name} is there in part or otherwise")
        if not was_killed:
            visible = {part.name for part in pathlib.Path(folder).iterdir() if not part.name.startswith(".")}
            hidden = {part.name for part in pathlib.Path(folder).iterdir() if part.name.startswith(".")}
            found += [f"{name} was left" for name in hidden]
            found += [f"{name} was left" for name in visible - {one.split("/")[0] for one in self.results}
                      - self.before]
        return found

    before = frozenset()


class Export(Work):
    results = ("mask.nii.gz",)

    def command(self, folder):
        return [self.binary, "export", SESSION, "--format", "nifti", "-o", f"{folder}/mask.nii.gz"]


class TrainingSet(Work):
    results = ("set",)

    def command(self, folder):
        return [self.binary, "export", SESSION, "--format", "pairs", "-o", f"{folder}/set"]


class Presegment(Work):
    results = ("mask.nii.gz", "heart.session.jsonl")
    repeats = False

    def command(self, folder):
        return [self.binary, "presegment", SAMPLE, "--model", "cardiac-cine", "--frame", "0", "-o",
                f"{folder}/mask.nii.gz", "--session", f"{folder}/heart.session.jsonl"]

    before = frozenset({"heart.probabilities.nii.gz"})

    def again(self, folder):
        super().again(folder)
        (pathlib.Path(folder) / "heart.probabilities.nii.gz").unlink(missing_ok=True)

    def problems(self, folder, expected, was_killed):
        found = super().problems(folder, expected, was_killed)
        mask = pathlib.Path(folder) / "mask.nii.gz"
        if mask.exists() and hashed(mask) != expected["mask.nii.gz"]:
            found.append("the mask is there in part")
        session = pathlib.Path(folder) / "heart.session.jsonl"
        if session.exists():
            done = subprocess.run([self.binary, "session", "verify", session], capture_output=True, text=True,
                                  check=False)
            found += [done.stderr.strip()] * (done.returncode != 0)
        return found


class Apply(Work):
    """A session that grows: what was answered is there."""
    before = frozenset({"a.session.jsonl", "actions.jsonl", "answers.jsonl"})

    def begin(self, folder):
        run(self.binary, "session", "new", SAMPLE, "--label", "LV=1", "-o", f"{folder}/a.session.jsonl")
        with open(f"{folder}/actions.jsonl", "w") as file:
            for n in range(3000):
                file.write(json.dumps({"action": "comment", "text": f"number {n}"}) + "\n")

    def command(self, folder):
        return ["sh", "-c", 'exec "$0" session apply "$1/a.session.jsonl" "$1/actions.jsonl" --json > "$2"',
                self.binary, folder, f"{self.inputs}/answers.jsonl"]

    def again(self, folder):
        pass

    def problems(self, folder, expected, was_killed):
        answers = pathlib.Path(self.inputs) / "answers.jsonl"
        answered = answers.read_text().count("\n") if answers.exists() else 0
        done = subprocess.run([self.binary, "session", "verify", f"{folder}/a.session.jsonl"], capture_output=True,
                              text=True, check=False)
        if done.returncode:
            return [done.stderr.strip()]
        lines = int(done.stdout.split("intact")[1].split()[0])
        return [f"{answered} answered, {lines} there"] * (lines < answered)


class Train(Work):
    results = ("a.onnx",)
    resumes = True
    repeats = False
    before = frozenset({"a.curve.json", "a.curve.png", "a.events", "a.checkpoint"})

    def again(self, folder):
        # A run that was through before it was told to end.
        if pathlib.Path(folder, "a.onnx").exists():
            for name in self.before | {"a.onnx"}:
                path = pathlib.Path(folder, name)
                if path.is_dir():
                    shutil.rmtree(path)
                path.unlink(missing_ok=True)

    def command(self, folder):
        return training(self.binary, f"{self.inputs}/tumours", f"{folder}/a.onnx")

    def problems(self, folder, expected, was_killed):
        found = []
        model = pathlib.Path(folder) / "a.onnx"
        if model.exists():
            done = subprocess.run([self.binary, "model", "info", model], capture_output=True, text=True, check=False)
            found += [done.stderr.strip()] * (done.returncode != 0)
        return found


class Batch(Work):
    results = ("replayed/cardiac.nii.gz",)
    resumes = True

    def command(self, folder):
        return [self.binary, "batch", "replay", SESSION, "-o", f"{folder}/replayed"]


WORKS = (Apply, Export, TrainingSet, Presegment, Train, Batch)


@contextlib.contextmanager
def small_disk(size):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


def call(command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, **options)


def judged(done, problems, codes=(65,)):
    """A command that must end with one of the codes and a sentence."""
    if done.returncode not in codes:
        problems.append(f"ended with {done.returncode}: {done.stderr[-300:]}")
    if done.returncode and not done.stderr.strip():
        problems.append("said nothing")
    return problems


class Faults:
    def __init__(self, work, expected, rounds, chance):
        self.work, self.expected, self.rounds, self.chance = work, expected, rounds, chance

    def _tried(self, folder, done, codes=(65,), was_killed=False):
        found = judged(done, self.work.problems(folder, self.expected, was_killed), codes)
        return found, done.stderr.strip().splitlines()[-1:] or [""]

    def disk_full(self):
        with small_disk("64m") as folder:
            self.work.begin(folder)
            # Room for half of the results is left, in whole pages.
            free = os.statvfs(folder)
            rest = free.f_bavail * free.f_bsize - self.room // 2 // 4096 * 4096
            pathlib.Path(folder, "filling").write_bytes(b"\0" * rest)
            done = call(self.work.command(folder))
            pathlib.Path(folder, "filling").unlink(missing_ok=True)
            return self._tried(folder, done)

    def read_only(self):
        with small_disk("64m") as folder:
            self.work.begin(folder)
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
            return self._tried(folder, call(self.work.command(folder)))

    def no_permission(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            self.work.begin(folder)
            return self._tried(folder, call(self.work.command(folder), user=NOBODY, group=NOBODY, extra_groups=[]))

    def memory_ends(self):
        """Whatever the end, nothing is there in part."""
        found = []
        for megabytes in (150, 300, 600, 1200):
            with tempfile.TemporaryDirectory() as folder:
                self.work.begin(folder)
                done = call(["prlimit", f"--data={megabytes << 20}", *self.work.command(folder)])
                found += self.work.problems(folder, self.expected, True)
        return found, [f"ended with {done.returncode}"]

    def _ended_at_random(self, number, codes):
        found = []
        for _ in range(self.rounds):
            with tempfile.TemporaryDirectory() as folder:
                self.work.begin(folder)
                process = subprocess.Popen(self.work.command(folder), stdout=subprocess.DEVNULL,
                                           stderr=subprocess.PIPE, text=True, start_new_session=True)
                time.sleep(self.chance.uniform(0, self.seconds))
                process.send_signal(number)
                said = process.communicate()[1]
                if process.returncode not in codes:
                    found.append(f"ended with {process.returncode}: {said[-200:]}")
                time.sleep(0.3)
                found += self.work.problems(folder, self.expected, True)
                self.work.again(folder)
                done = call(self.work.command(folder))
                if done.returncode:
                    found.append(f"does not go on: {done.stderr[-300:]}")
                found += self.work.problems(folder, self.expected, True)
        return found, [f"{self.rounds} times"]

    def told_to_end(self):
        return self._ended_at_random(signal.SIGTERM, (0, 130, -signal.SIGTERM))

    def killed(self):
        return self._ended_at_random(signal.SIGKILL, (0, -signal.SIGKILL))


FAULTS = ("disk_full", "read_only", "no_permission", "memory_ends", "told_to_end", "killed")


def changing_file(binary, rounds, chance):
    """An image that somebody writes anew while it is read: an error or one of both images, never a crash."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        image = pathlib.Path(folder) / "image.nii"
        whole = gzip.open(SAMPLE).read()
        over = threading.Event()

        def write():
            while not over.is_set():
                with open(image, "wb") as file:
                    file.write(whole[:chance.randrange(1, len(whole))])
                    file.flush()
                    file.write(whole)
                time.sleep(0.001)

        image.write_bytes(whole)
        writer = threading.Thread(target=write)
        writer.start()
        codes = set()
        for _ in range(rounds * 10):
            done = call([binary, "info", image, "--json"])
            codes.add(done.returncode)
        over.set()
        writer.join()
        found += [f"ended with {code}" for code in codes - {0, 65}]
    return found, [f"ended with {sorted(codes)}"]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seed", type=int, default=3)
    arguments.add_argument("--only", default="")
    options = arguments.parse_args()
    if os.geteuid():
        print("skipped: needs root, to mount a small file system")
        return
    binary, chance = os.path.abspath(options.binary), random.Random(options.seed)
    failed = False

    def told(work, fault, problems, said):
        nonlocal failed
        failed |= bool(problems)
        print(json.dumps({"work": work, "fault": fault, "ok": not problems, "said": said[0][-160:],
                          **({"problems": problems} if problems else {})}), flush=True)

    with tempfile.TemporaryDirectory() as inputs:
        os.chmod(inputs, 0o777)
        pathlib.Path(inputs, "answers.jsonl").touch(0o666)
        os.chmod(f"{inputs}/answers.jsonl", 0o666)
        os.makedirs(f"{inputs}/tumours")
        made(binary, f"{inputs}/tumours")
        for kind in WORKS:
            if options.only and kind.__name__ not in options.only.split(","):
                continue
            work = kind(binary, inputs)
            with tempfile.TemporaryDirectory() as folder:
                work.begin(folder)
                before = sum(part.stat().st_size for part in pathlib.Path(folder).rglob("*"))
                begin = time.monotonic()
                done = call(work.command(folder))
                assert done.returncode == 0, done
                seconds = time.monotonic() - begin
                expected = {name: hashed(pathlib.Path(folder) / name) for name in work.results}
                faults = Faults(work, expected, options.rounds, chance)
                faults.seconds = seconds
                faults.room = sum(part.stat().st_size for part in pathlib.Path(folder).rglob("*")) - before
            for fault in FAULTS:
                told(kind.__name__.lower(), fault, *getattr(faults, fault)())
        told("info", "file_changes", *changing_file(binary, options.rounds, chance))
    sys.exit(failed)


if __name__ == "__main__":
    main()
