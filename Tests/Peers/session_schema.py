"""Every line of every example session, and one of each action, is valid under our JSON Schema by
jsonschema's validator; malformed ones are not.
usage: session_schema.py --binary PATH/contourist
"""
import argparse
import glob
import json
import os

import jsonschema

from robot import ROOT, run

BAD = [
    {"action": "seed.add", "contour": "a", "x": 1},
    {"action": "seed.add", "contour": "", "x": 1, "y": 2},
    {"action": "paint", "label": "LV", "points": [], "radius_mm": 2},
    {"action": "paint", "label": "LV", "points": [[1, 2, 3]], "radius_mm": 2},
    {"action": "erase", "points": [[1, 2]], "radius_mm": 0},
    {"action": "contour.explode", "contour": "a"},
    {"action": "snapshot", "mask_sha256": "abc"},
    {"action": "fill", "label": 0, "x": 1, "y": 2},
    {"contour": "a"},
]

if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    binary = arguments.parse_args().binary
    schema = json.loads(run(binary, "session", "schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    line = jsonschema.Draft202012Validator(schema)
    action = jsonschema.Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/action"}]})
    count = 0
    seen = set()
    for path in sorted(glob.glob(os.path.join(ROOT, "Annotations", "*.session.jsonl"))):
        for text in open(path):
            value = json.loads(text)
            line.validate(value)
            seen.add(value.get("action", "header"))
            count += 1
    assert count > 100, "the example sessions are missing"
    for bad in BAD:
        assert not action.is_valid(bad), f"the schema lets pass {bad}"
        torn = {**bad, "seq": 1, "time": "2026-01-01T00:00:00Z", "author": "a", "previous": "0" * 64}
        assert not line.is_valid(torn), f"the schema lets pass {torn}"
    print(f"session schema: {count} lines valid ({', '.join(sorted(seen))}), {len(BAD)} bad refused")
