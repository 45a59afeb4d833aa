"""kill -9 at a random moment of `session apply` loses at most the line being written.
usage: session_kill.py --binary PATH/contourist [--rounds 100]
"""
import argparse
import json
import os
import random
import subprocess
import tempfile
import threading

from robot import ROOT, run

SAMPLE = os.path.join(ROOT, "SampleData", "tumour.nii.gz")

if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--rounds", type=int, default=100)
    arguments = arguments.parse_args()
    r = random.Random(5)
    actions = "".join(
        json.dumps({"action": "seed.add", "contour": f"c{n}", "label": "tumour", "slice": 0,
                    "x": 1 + n % 90, "y": 1 + n // 90}) + "\n" for n in range(3000))
    torn = kept = 0
    with tempfile.TemporaryDirectory() as folder:
        for n in range(arguments.rounds):
            session = f"{folder}/{n}.session.jsonl"
            run(arguments.binary, "session", "new", SAMPLE, "--label", "tumour=1", "--output", session)
            process = subprocess.Popen(
                [arguments.binary, "session", "apply", session, "--json"], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True)

            def send():
                try:
                    process.stdin.write(actions)
                    process.stdin.close()
                except BrokenPipeError:
                    pass

            feeder = threading.Thread(target=send)
            feeder.start()
            acknowledged = 0
            stop = r.randint(1, 400)
            for line in process.stdout:
                acknowledged = json.loads(line)["seq"]
                if acknowledged >= stop:
                    process.kill()
                    break
            # What was answered before the kill took effect was promised too.
            for line in process.stdout:
                if line.endswith("\n"):
                    acknowledged = json.loads(line)["seq"]
            process.wait()
            feeder.join()
            shown = json.loads(run(arguments.binary, "session", "show", session, "--json"))
            assert acknowledged <= shown["lines"] <= acknowledged + 1, (acknowledged, shown["lines"])
            torn += not open(session, "rb").read().endswith(b"\n")
            kept += shown["lines"]
            run(arguments.binary, "session", "undo", session)
            run(arguments.binary, "session", "verify", session)
    print(f"kill -9: {arguments.rounds} rounds, {kept} acknowledged lines all there, "
          f"{torn} torn last lines left out, every session went on")
