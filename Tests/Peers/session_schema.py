"""Every line of every example session, and one of each action, is valid under our JSON Schema by
jsonschema's validator; malformed ones are not.
usage: session_schema.py --binary PATH/contourist
"""
import argparse
import glob
import json
import os
import tempfile

import jsonschema

from robot import ROOT, run

GOOD = [
    {"action": "seed.add", "contour": "a", "label": "LV", "slice": 0, "frame": 0, "x": 1, "y": 2.5},
    {"action": "seed.add", "contour": "a", "x": 1, "y": 2.5, "index": 0, "note": "unknown fields pass"},
    {"action": "seed.move", "contour": "a", "seed": 0, "x": 1, "y": 2},
    {"action": "seed.delete", "contour": "a", "seed": 0},
    {"action": "contour.close", "contour": "a"},
    {"action": "arc.replace", "contour": "a", "seed": 2, "course": "straight"},
    {"action": "arc.replace", "contour": "a", "seed": 0, "course": "other_way"},
    {"action": "arc.replace", "contour": "a", "seed": 1, "course": "smooth"},
    {"action": "arc.replace", "contour": "a", "seed": 0, "course": "found"},
    {"action": "contour.label", "contour": "a", "label": 3},
    {"action": "contour.delete", "contour": "a"},
    {"action": "contours.replace", "tool": "grow", "remove": ["a"], "by_mm": -1.5, "add": [
        {"contour": "a", "label": "LV", "slice": 0, "frame": 0, "seeds": [[1, 2], [3, 4], [5, 2]],
         "courses": ["found", "straight", "other_way"]}]},
    {"action": "contours.replace", "tool": "model", "model": {"name": "heart", "sha256": "0" * 64}, "add": [
        {"contour": "b", "label": 3, "seeds": [[1, 2]], "closed": False}]},
    {"action": "contours.replace", "tool": "eraser", "remove": ["a"], "add": [], "points": [[1, 2]], "radius_mm": 3},
    {"action": "review", "verdict": "accept"},
    {"action": "review", "verdict": "reject", "label": "LV", "slice": 0, "frame": 0, "contour": "a"},
    {"action": "paint", "label": "LV", "slice": 0, "points": [[1, 2], [3, 4]], "radius_mm": 2},
    {"action": "erase", "slice": 0, "points": [[1, 2]], "radius_mm": 0.5},
    {"action": "fill", "label": 1, "slice": 0, "x": 1, "y": 2},
    {"action": "comment", "text": ""},
    {"action": "snapshot", "mask_sha256": "0" * 64},
    {"action": "undo"},
    {"action": "redo"},
]
BAD = [
    {"action": "seed.add", "contour": "a", "x": 1},
    {"action": "seed.add", "contour": "", "x": 1, "y": 2},
    {"action": "paint", "label": "LV", "points": [], "radius_mm": 2},
    {"action": "paint", "label": "LV", "points": [[1, 2, 3]], "radius_mm": 2},
    {"action": "erase", "points": [[1, 2]], "radius_mm": 0},
    {"action": "arc.replace", "contour": "a", "seed": 2},
    {"action": "arc.replace", "contour": "a", "seed": 2, "course": "round"},
    {"action": "arc.replace", "contour": "a", "course": "straight"},
    {"action": "contour.explode", "contour": "a"},
    {"action": "snapshot", "mask_sha256": "abc"},
    {"action": "fill", "label": 0, "x": 1, "y": 2},
    {"contour": "a"},
    {"action": "contours.replace", "tool": "grow"},
    {"action": "contours.replace", "tool": "grow", "remove": [], "add": []},
    {"action": "contours.replace", "tool": "magic", "remove": ["a"]},
    {"action": "contours.replace", "remove": ["a"]},
    {"action": "contours.replace", "tool": "model", "remove": ["a"]},
    {"action": "contours.replace", "tool": "grow", "remove": ["a"], "model": {"name": "m", "sha256": "0" * 64}},
    {"action": "contours.replace", "tool": "model", "remove": ["a"], "model": {"name": "m", "sha256": "0"}},
    {"action": "contours.replace", "tool": "grow", "add": [{"contour": "a", "label": "LV", "seeds": [[1, 2]]}]},
    {"action": "contours.replace", "tool": "grow", "add": [{"contour": "a", "seeds": [[1, 2], [3, 4], [5, 2]]}]},
    {"action": "review"},
    {"action": "review", "verdict": "maybe"},
]
GOOD_REQUESTS = [
    {"tool": "contour.pull", "contour": "a", "x": 1, "y": 2},
    {"tool": "arc.redraw", "contour": "a", "points": [[1, 2], [3, 4], [5, 6]], "course": "straight"},
    {"tool": "region.add", "label": "LV", "slice": 5, "frame": 0, "x": 1, "y": 2, "radius_mm": 15},
    {"tool": "region.remove", "label": 3, "x": 1, "y": 2},
    {"tool": "brush", "label": "LV", "points": [[1, 2]], "radius_mm": 2},
    {"tool": "eraser", "points": [[1, 2], [3, 4]], "radius_mm": 2},
    {"tool": "grow", "contour": "a", "by_mm": -1.5},
]
BAD_REQUESTS = [
    {"tool": "fill", "contour": "a"},
    {"tool": "model", "contour": "a"},
    {"tool": "contour.pull", "contour": "a", "x": 1},
    {"tool": "arc.redraw", "contour": "a", "points": [[1, 2]]},
    {"tool": "region.add", "label": "LV", "x": 1},
    {"tool": "region.remove", "x": 1, "y": 2},
    {"tool": "brush", "points": [[1, 2]], "radius_mm": 2},
    {"tool": "eraser", "points": [[1, 2]], "radius_mm": 0},
    {"tool": "grow", "contour": "a"},
    {"tool": "grow", "contour": "a", "by_mm": 0},
    {"tool": "grow", "contour": "a", "by_mm": 1, "action": "seed.add"},
]

if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = arguments.parse_args().binary
    schema = json.loads(run(binary, "session", "schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    line = jsonschema.Draft202012Validator(schema)
    action = jsonschema.Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/action"}]})
    request = jsonschema.Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/toolRequest"}]})
    count = 0
    for path in sorted(glob.glob(os.path.join(ROOT, "Annotations", "*.session.jsonl"))):
        for text in open(path):
            value = json.loads(text)
            line.validate(value)
            count += 1
    assert count > 100, "the example sessions are missing"
    listed = set(schema["$defs"]["action"]["properties"]["action"]["enum"])
    assert {x["action"] for x in GOOD} == listed, "an action has no example here"
    for good in GOOD:
        action.validate(good)
    for bad in BAD:
        assert not action.is_valid(bad), f"the schema lets pass {bad}"
        torn = {**bad, "seq": 1, "time": "2026-01-01T00:00:00Z", "author": "a", "previous": "0" * 64}
        assert not line.is_valid(torn), f"the schema lets pass {torn}"
    tools = set(schema["$defs"]["toolRequest"]["properties"]["tool"]["enum"])
    assert {x["tool"] for x in GOOD_REQUESTS} == tools, "a tool has no example here"
    assert tools | {"model", "fill", "dataset"} == set(schema["$defs"]["action"]["properties"]["tool"]["enum"])
    for good in GOOD_REQUESTS:
        request.validate(good)
    for bad in BAD_REQUESTS:
        assert not request.is_valid(bad), f"the schema lets pass {bad}"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "new.session.jsonl")
        run(binary, "session", "new", os.path.join(ROOT, "SampleData", "tumour.nii.gz"), "--neighbours", "share",
            "--snap", "1.5", "--output", path)
        header = json.loads(open(path).readline())
        line.validate(header)
        assert header["neighbours"] == "share" and header["snap"] == 1.5
        for wrong in ({"neighbours": "fight"}, {"snap": 3}, {"snap": "far"}):
            assert not line.is_valid({**header, **wrong}), f"the schema lets pass {wrong}"
    print(f"session schema: {count} lines, {len(GOOD)} actions and {len(GOOD_REQUESTS)} requests valid, "
          f"{len(BAD) + len(BAD_REQUESTS)} bad refused")
