"""Does TensorBoard read our event files as we mean them?

A learning curve made here is handed to `contourist curve --events`; TensorBoard's own reader has to
find every scalar at its step and time, also after the file has grown.
usage: tensorboard_events.py --binary PATH/contourist
"""
import argparse
import json
import os
import random
import subprocess
import tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

SEED = 11
START = 1.7e9
LABELS = ["RV", "MYO", "LV"]


def curve(epochs):
    """A curve whose every third epoch is validated."""
    chance = random.Random(SEED)
    records = []
    for n in range(1, epochs + 1):
        record = {"epoch": n, "training_loss": chance.random(), "learning_rate": 0.01 * 0.9 ** n,
                  "seconds": 12.5 * n}
        if n % 3 == 0:
            record["validation_loss"] = chance.random()
            record["validation_dice"] = {label: chance.random() for label in LABELS}
        records.append(record)
    return {"name": "peer", "labels": LABELS, "start_time": START, "epochs": records}


def expected(curve):
    """Scalars by tag: (step, time, value)."""
    found = {}
    for record in curve["epochs"]:
        scalars = {"loss/training": record["training_loss"], "rate": record["learning_rate"]}
        if "validation_dice" in record:
            dice = record["validation_dice"]
            scalars["loss/validation"] = record["validation_loss"]
            scalars |= {"dice/" + label: value for label, value in dice.items()}
            scalars["dice/mean"] = sum(dice.values()) / len(dice)
        for tag, value in scalars.items():
            found.setdefault(tag, []).append((record["epoch"], START + record["seconds"], value))
    return found


def check(folder, curve):
    reader = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0})
    reader.Reload()
    wanted = expected(curve)
    assert reader.file_version == 2.0, reader.file_version
    assert reader.FirstEventTimestamp() == START
    assert set(reader.Tags()["scalars"]) == set(wanted), reader.Tags()
    for tag, points in wanted.items():
        events = reader.Scalars(tag)
        assert [(e.step, e.wall_time) for e in events] == [p[:2] for p in points], tag
        assert all(abs(e.value - p[2]) < 1e-6 for e, p in zip(events, points)), tag
    return sum(len(points) for points in wanted.values())


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = arguments.parse_args().binary
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "curve.json")
        events = os.path.join(folder, "events")
        for epochs in (1, 40, 300):
            made = curve(epochs)
            with open(path, "w") as file:
                json.dump(made, file)
            subprocess.run([binary, "curve", path, "--events", events, "--force"], check=True,
                           stdout=subprocess.DEVNULL)
            scalars = check(events, made)
            assert len(os.listdir(events)) == 1, os.listdir(events)
        print(f"tensorboard: {scalars} scalars of {epochs} epochs read as they were written")
