"""A full disk loses nothing: a clear error, exit code 65, what was there stays whole.

The limit on a file's size stands for the full disk: the write fails in the same place.
usage: full_disk.py --binary PATH/contourist
"""
import argparse
import glob
import json
import os
import resource
import subprocess
import tempfile

from robot import ROOT, run

SAMPLE = os.path.join(ROOT, "SampleData", "tumour.nii.gz")


def limited(bytes_, *command, **options):
    # Python ignores SIGXFSZ; handed on, the write fails with an error instead of the signal.
    return subprocess.run(
        command, capture_output=True, text=True, restore_signals=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_)), **options)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = os.path.abspath(arguments.parse_args().binary)
    with tempfile.TemporaryDirectory() as folder:
        session = f"{folder}/a.session.jsonl"
        run(binary, "session", "new", SAMPLE, "--label", "tumour=1", "--output", session)
        size = os.path.getsize(session)
        actions = "".join(json.dumps({"action": "seed.add", "contour": f"c{n}", "label": 1, "slice": 0,
                                      "x": 1 + n, "y": 5}) + "\n" for n in range(100))
        done = limited(size + 2000, binary, "session", "apply", session, input=actions)
        assert done.returncode == 65 and "cannot be written" in done.stderr, done
        kept = len(done.stdout.splitlines())
        data = open(session, "rb").read()
        assert data.endswith(b"\n") and data.count(b"\n") == kept + 1 and kept > 3, (kept, len(data))
        run(binary, "session", "apply", session, input='{"action": "comment", "text": "room again"}\n')
        run(binary, "session", "verify", session)

        done = limited(100, binary, "session", "new", SAMPLE, "--output", f"{folder}/b.session.jsonl")
        assert done.returncode == 65, done
        seeds = [f for s in ("20,20", "90,20", "50,90") for f in ("--seed", s)]
        mask, picture = f"{folder}/m.nii.gz", f"{folder}/p.png"
        open(mask, "w").write("precious")
        done = limited(300, binary, "trace", SAMPLE, "--slice", "5", *seeds, "--mask", mask, "--force")
        assert done.returncode == 65 and open(mask).read() == "precious", done
        done = limited(300, binary, "trace", SAMPLE, "--slice", "5", *seeds, "--png", picture)
        assert done.returncode == 65 and not os.path.exists(picture), done
        left = {os.path.basename(p) for p in glob.glob(f"{folder}/*") + glob.glob(f"{folder}/.*")}
        assert left == {"a.session.jsonl", "m.nii.gz"}, left
    print("full disk: session kept whole and went on, no half-written file left")
