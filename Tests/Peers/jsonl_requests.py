"""`trace --jsonl` answers many requests, a tenth of them malformed, in order and without dying; its
contours stay in the image, and closed ones do not cross themselves.
usage: jsonl_requests.py --binary PATH/contourist [--count 10000]
"""
import argparse
import json
import os
import random
import subprocess
import threading
import time

import numpy as np

from robot import ROOT

SAMPLE = os.path.join(ROOT, "SampleData", "cardiac.nii.gz")


def good(r, n):
    seeds = [[round(r.uniform(20, 90), 2), round(r.uniform(20, 90), 2)] for _ in range(r.randint(3, 6))]
    options = {}
    if r.random() < 0.2:
        options[r.choice(["straight", "smooth", "other_way"])] = [r.randrange(len(seeds) - 1)]
    if r.random() < 0.2:
        x, y, size = r.uniform(20, 90), r.uniform(20, 90), r.uniform(5, 30)
        options["avoid"] = [[[x, y], [x + size, y], [x, y + size]]]
        options["share"] = r.random() < 0.5
    if r.random() < 0.2:
        options.update(model="geodesic", snap=r.choice([0.5, 1, 2]))
    return json.dumps({"id": n, "image": SAMPLE, "slice": r.randint(0, 3), "frame": r.randint(0, 1),
                       "seeds": seeds, "closed": r.random() < 0.9, "options": options})


def bad(r, n):
    return r.choice([
        "{", "[]", "null", "42", '"text"', "{}", "\x00\x01", "\ufffd{", '{"id": 1',
        json.dumps({"id": n}),
        json.dumps({"id": n, "image": "/nowhere.nii.gz", "seeds": [[1, 2], [3, 4], [5, 9]]}),
        json.dumps({"id": n, "image": ROOT, "seeds": [[1, 2], [3, 4], [5, 9]]}),
        json.dumps({"id": n, "image": __file__, "seeds": [[1, 2], [3, 4], [5, 9]]}),
        json.dumps({"id": n, "image": SAMPLE, "slice": 999, "seeds": [[1, 2], [3, 4], [5, 9]]}),
        json.dumps({"id": n, "image": SAMPLE, "slice": -1, "seeds": [[1, 2], [3, 4], [5, 9]]}),
        json.dumps({"id": n, "image": SAMPLE, "slice": 1.5, "seeds": [[1, 2], [3, 4], [5, 9]]}),
        json.dumps({"id": n, "image": SAMPLE, "frame": 10 ** 18, "seeds": [[1, 2], [3, 4], [5, 9]]}),
        json.dumps({"id": n, "image": SAMPLE, "seeds": [[1, 2], [3, 4]]}),
        json.dumps({"id": n, "image": SAMPLE, "seeds": [[1, 2], [1, 2], [5, 9]]}),
        json.dumps({"id": n, "image": SAMPLE, "seeds": [[1, 2], [1e300, 4], [5, 9]]}),
        '{"id": %d, "image": "%s", "seeds": [[1, 2], [1e999, 4], [5, 9]]}' % (n, SAMPLE),
        json.dumps({"id": n, "image": SAMPLE, "seeds": [[1, 2, 3], [3, 4], [5, 9]]}),
        json.dumps({"id": n, "image": SAMPLE, "seeds": "all"}),
        json.dumps({"id": n, "image": SAMPLE, "seeds": [[1, 2], [3, 4], [5, 9]], "closed": "yes"}),
        json.dumps({"id": n, "image": SAMPLE, "seeds": [[1, 2], [3, 4], [5, 9]], "options": {"sigma": -1}}),
        json.dumps({"id": n, "image": SAMPLE, "seeds": [[1, 2], [3, 4], [5, 9]], "options": {"magic": 1}}),
        json.dumps({"id": n, "image": SAMPLE, "seeds": [[i, i % 7] for i in range(20)] + [[-5, 3]]}),
        *(json.dumps({"id": n, "image": SAMPLE, "seeds": [[1, 2], [30, 4], [5, 90]], "options": o}) for o in (
            {"straight": 1}, {"straight": [3]}, {"straight": [-1]}, {"other_way": ["a"]},
            {"straight": [1], "other_way": [1]}, {"snap": 3}, {"snap": "far"}, {"share": True},
            {"avoid": [[[1, 2], [3, 4]]]}, {"avoid": [[[1, 2], [3, 4], [1e300, 5]]]}, {"avoid": 7},
            {"avoid": [[1, 2], [3, 4], [5, 6]]}, {"avoid": "/nowhere.nii.gz"}, {"avoid": [], "share": 1})),
        "[" * 5000,
    ])


def crosses_itself(contour):
    """Whether two sides of a closed polygon that are not neighbours meet. Points lie on a grid of
    1/1024 voxel, so that whole numbers decide exactly."""
    a = np.rint(np.asarray(contour) * 1024).astype(np.int64)
    b = np.roll(a, -1, 0)
    n = len(a)

    def side(p, q, r):
        return np.sign((q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1])
                       - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0]))

    ends = [side(a[:, None], b[:, None], a[None]), side(a[:, None], b[:, None], b[None])]
    meets = (ends[0] * ends[1] <= 0) & ((ends[0] * ends[1] <= 0).T)
    # On one line: they meet where their boxes do.
    low, high = np.minimum(a, b), np.maximum(a, b)
    meets &= ((low[:, None] <= high[None]) & (low[None] <= high[:, None])).all(-1)
    i, j = np.nonzero(meets)
    apart = (i - j) % n
    return bool(((apart > 1) & (apart < n - 1)).any())


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--count", type=int, default=10000)
    arguments = arguments.parse_args()
    r = random.Random(1)
    requests = [(True, good(r, n)) if r.random() > 0.1 else (False, bad(r, n)) for n in range(arguments.count)]
    start = time.time()
    process = subprocess.Popen([arguments.binary, "trace", "--jsonl"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, bufsize=1)

    def send():
        for _, line in requests:
            process.stdin.write(line + "\n")
        process.stdin.close()

    threading.Thread(target=send, daemon=True).start()
    answered = refused = failed = 0
    for well, line in requests:
        answer = json.loads(process.stdout.readline())
        if well:
            assert answer["id"] == json.loads(line)["id"], "answers are out of order"
            # Random clicks may enclose nothing; everything else must give a contour.
            assert "contour" in answer or answer["error"]["code"] == "seeds", answer
            answered += "contour" in answer
            failed += "error" in answer
            if "contour" in answer:
                contour = np.asarray(answer["contour"])
                assert (contour >= -0.5).all() and (contour <= 127.5).all(), answer["id"]
                assert not answer["closed"] or not crosses_itself(contour), line
        else:
            assert "error" in answer and answer["error"]["message"], (line[:200], answer)
            refused += 1
    assert process.stdout.readline() == "" and process.wait() == 0
    print(f"trace --jsonl: {len(requests)} requests in {time.time() - start:.1f} s, "
          f"{answered} contours, {failed} without area, {refused} malformed refused")
