"""Runs every comparison that belongs to the tests.
usage: run_all.py --binary PATH/contourist
"""
import argparse
import os
import subprocess
import sys

from robot import HERE

CHECKS = [
    ["session_schema.py"],
    ["nibabel_agreement.py"],
    ["dicom_files.py"],
    ["dicom_objects.py"],
    ["jsonl_requests.py", "--count", "2000"],
    ["session_kill.py", "--rounds", "10"],
    ["full_disk.py"],
    ["onnx_networks.py"],
    ["libtorch_networks.py"],
    ["presegmentation.py"],
    ["training_kill.py", "--rounds", "3"],
    ["server_kill.py", "--rounds", "3"],
    ["tensorboard_events.py"],
    ["evaluation.py", "--pairs", "6"],
    ["measure_volumes.py", "--patients", "6"],
    ["meshes.py", "--radius", "30"],
    ["exports.py", "--patients", "2"],
]

if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = os.path.abspath(arguments.parse_args().binary)
    failed = 0
    for script, *options in CHECKS:
        done = subprocess.run([sys.executable, os.path.join(HERE, script), "--binary", binary, *options])
        failed += done.returncode != 0
        if done.returncode:
            print(f"{script} FAILED")
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    sys.exit(failed > 0)
