"""Learns the weights of the outline model's two strips (Sources/MinimalPaths/EvidenceWeights.swift)
from true outlines: those of `wide` first, then those of `narrow` in the strips that they lead to.

The energy of a place is linear in its features, the border is where the sum-product over all closed
paths expects it; what is minimised is the part of the area that this gets wrong, and above all
whether it stays below 5 % (a Dice of 0.95). By gradient descent (Adam) through the sum-product.

usage: outline_weights.py --bench PATH/contourist-bench --train CASES --test CASES --output WEIGHTS
       [--start WEIGHTS] [--without STRUCTURE_NUMBER] [--steps 40] [--swift]
CASES are files of Tests/Peers/outline_cases.py, split by patient. WEIGHTS is for
`contourist-bench clicks --weights`; --swift prints the source of EvidenceWeights.swift's tables.
Wants jax and optax beside what benchmarks.txt lists.
"""
import argparse
import json
import subprocess
import tempfile

import jax
import jax.numpy as jnp
import numpy as np
import optax

# Features are divided by this while learning, so that one step size serves all.
UNITS = np.array([0.4, 0.35, 0.33, 0.55, 5.5, 1.1, 2.7, 1], np.float32)
COUNT = len(UNITS)
# Early clicks decide on how many are needed.
WEIGHT_OF_CLICKS = {3: 1, 4: 1, 5: 0.8, 6: 0.6, 8: 0.5, 11: 0.3, 15: 0.2}
# Error that is reached or missed, and how soft that is judged: the narrow strip's is the final one.
TARGET, SOFTNESS = 0.05, (0.02, 0.012)
# Of the structures in the order of outline_cases.py; the one that spreads least wants most care.
WEIGHT_OF_STRUCTURES = {1: 1.4}
# Features that a strip does without: a wish to lie outside of the smooth curve drew lines 2.7 pixels
# outwards on even ground and saved no clicks.
LEFT_OUT = {0: [6], 1: []}
USED = {k: np.isin(np.arange(COUNT), left_out, invert=True) for k, left_out in LEFT_OUT.items()}
ROW_STEP, LARGEST_STEP, FARTHEST = 0.5, 4, 1.5


def read(path, kind, without):
    raw = np.fromfile(path, np.float32)
    at, strips = 0, []
    while at < len(raw):
        case, structure, clicks, k, rows, columns, features, area = raw[at:at + 8].astype(int)
        assert features == COUNT, f"{path}: {features} features, not {COUNT}"
        parts = np.cumsum([at + 8, columns, columns, 2 * clicks, features * rows * columns])
        truth, near, places, values = (raw[a:b] for a, b in zip(parts, parts[1:]))
        at = parts[-1]
        if k == kind and structure != without and np.isfinite(truth).mean() > 0.5:
            strips.append(dict(
                structure=structure, clicks=clicks, rows=rows, columns=columns, area=area,
                truth=truth, near=near, places=places.reshape(-1, 2),
                features=values.reshape(features, columns, rows) * USED[kind][:, None, None]))
    return strips


def padded(strips, rows, columns):
    """One batch: strips in the middle of `rows`, beginning at a click's column."""
    n = len(strips)
    b = dict(
        features=np.zeros((n, columns, rows, COUNT), np.float32), truth=np.zeros((n, columns)),
        known=np.zeros((n, columns)), near=np.zeros((n, columns)), few=np.zeros(n),
        wall=np.zeros((n, columns, rows)), pull=np.zeros((n, columns, rows)), share=np.zeros(n),
        structure=np.zeros(n, int), clicks=np.zeros(n, int))
    offsets = (np.arange(rows) - rows // 2) * ROW_STEP
    for i, s in enumerate(strips):
        width, first = s["columns"], int(s["places"][0, 0])
        beside = (rows - s["rows"]) // 2
        rolled = lambda x: np.roll(x, -first, axis=0)
        b["features"][i, :width, beside:rows - beside] = rolled(s["features"].transpose(1, 2, 0)) / UNITS
        truth = rolled(s["truth"])
        half = s["rows"] // 2 * ROW_STEP
        b["known"][i, :width] = np.isfinite(truth)
        b["truth"][i, :width] = np.clip(np.nan_to_num(truth), -half, half)
        b["near"][i, :width] = rolled(s["near"])
        b["few"][i] = 3 / s["clicks"]
        b["wall"][i, :, :beside] = b["wall"][i, :, rows - beside:] = 1000
        for column, offset in s["places"]:
            d = np.abs(offsets - offset)
            b["pull"][i, (int(column) - first) % width] += d * d / 2
            b["wall"][i, (int(column) - first) % width] += np.maximum(0, d - FARTHEST) * 1000
        b["wall"][i] -= b["wall"][i].min(1, keepdims=True)
        # A pixel's error all along is this part of the area.
        b["share"][i] = width / (2 * s["area"])
        b["structure"][i], b["clicks"][i] = s["structure"], s["clicks"]
    counted = {k: jnp.asarray(v, jnp.float32 if v.dtype.kind == "f" else None) for k, v in b.items()}
    return dict(counted, offsets=jnp.asarray(offsets, jnp.float32))


def batches(path, kind, without=None, size=48):
    """Strips of about one shape together."""
    groups = {}
    strips = read(path, kind, without)
    for s in strips:
        rows = next(x for x in (21, 25, 33, 49, 73, 97) if s["rows"] <= x)
        columns = next(x for x in (64, 96, 128, 192, 288, 448, 1000) if s["columns"] <= x)
        groups.setdefault((rows, columns), []).append(s)
    result = [
        padded(group[n:n + size], *shape)
        for shape, group in groups.items() for n in range(0, len(group), size)]
    frequency = {}
    for s in strips:
        frequency[s["structure"]] = frequency.get(s["structure"], 0) + 1
    for b in result:
        b["weight"] = jnp.asarray([
            WEIGHT_OF_CLICKS[int(k)] * WEIGHT_OF_STRUCTURES.get(int(s), 1)
            * len(strips) / (len(frequency) * frequency[int(s)]) * 4 / size
            for s, k in zip(b["structure"], b["clicks"])])
    return result


def energy(p, b):
    x = b["features"]
    return (x @ p["always"] + x @ p["nearClicks"] * b["near"][..., None]
            + x @ p["fewClicks"] * b["few"][:, None, None] + b["pull"] * jnp.exp(p["pull"]) + b["wall"])


def likelihoods(energies, bending):
    """Of each place, shape (strips, columns, rows)."""
    places = jnp.moveaxis(jnp.exp(jnp.maximum(energies.min(-1, keepdims=True) - energies, -25.0)), 1, 0)
    steps = [jnp.exp(-bending * ROW_STEP ** 2 * n * n) for n in range(LARGEST_STEP + 1)]

    def step(message, column):
        passed = jnp.pad(message * column, ((0, 0), (LARGEST_STEP, LARGEST_STEP)))
        rows = column.shape[1]
        following = sum(
            steps[abs(n)] * passed[:, LARGEST_STEP + n:LARGEST_STEP + n + rows]
            for n in range(-LARGEST_STEP, LARGEST_STEP + 1))
        return following / following.sum(-1, keepdims=True) + 1e-9, message

    start = jnp.ones_like(places[0])
    before = jax.lax.scan(step, start, places)[1]
    behind = jax.lax.scan(step, start, places, reverse=True)[1]
    q = places * before * behind
    return jnp.moveaxis(q / q.sum(-1, keepdims=True), 0, 1)


def loss(p, b, softness):
    q = likelihoods(energy(p, b), jnp.exp(p["bending"]))
    expected = (q * b["offsets"]).sum(-1)
    count = b["known"].sum(-1)
    error = (jnp.sqrt((expected - b["truth"]) ** 2 + 0.01) * b["known"]).sum(-1) / count
    # Keeps the likelihoods honest: the truth is one of them.
    there = jnp.exp(-((b["offsets"] - b["truth"][..., None]) ** 2) / (2 * ROW_STEP ** 2))
    there = (q * there / there.sum(-1, keepdims=True)).sum(-1)
    surprise = -(jnp.log(there + 1e-6) * b["known"]).sum(-1) / count
    wrong = error * b["share"]
    missed = jax.nn.sigmoid((wrong - TARGET) / softness)
    return (b["weight"] * (missed + 3 * wrong + 0.001 * surprise)).sum(), (wrong, error)


def report(name, p, data, softness):
    value = jax.jit(loss)
    rows = {}
    for b in data:
        _, (wrong, error) = value(p, b, softness)
        for s, k, w, e in zip(b["structure"], b["clicks"], wrong, error):
            rows.setdefault((int(s), int(k) < 5), []).append((float(w), float(e), float(w) < TARGET))
    for (s, early), v in sorted(rows.items()):
        m = np.mean(v, 0)
        print(f"{name} structure {s} {'3-4' if early else '5- '} clicks: wrong {m[0]:.4f} of the area, "
              f"{m[1]:.3f} pixels, {m[2]:4.0%} reached", flush=True)


def learn(start, train, test, softness, steps):
    p = {
        "always": jnp.asarray(start[:COUNT] * UNITS), "nearClicks": jnp.asarray(start[COUNT:2 * COUNT] * UNITS),
        "fewClicks": jnp.asarray(start[2 * COUNT:3 * COUNT] * UNITS),
        "pull": jnp.log(jnp.asarray(start[3 * COUNT])), "bending": jnp.log(jnp.asarray(start[3 * COUNT + 1]))}
    report("before:", p, test, softness)
    optimiser = optax.adam(optax.cosine_decay_schedule(0.02, steps * len(train)))
    state = optimiser.init(p)
    gradient = jax.jit(jax.grad(loss, has_aux=True))
    random = np.random.default_rng(0)
    for _ in range(steps):
        for n in random.permutation(len(train)):
            g, _ = gradient(p, train[n], softness)
            change, state = optimiser.update(g, state)
            p = optax.apply_updates(p, change)
    report("learned:", p, test, softness)
    lists = [np.asarray(p[k]) / UNITS for k in ("always", "nearClicks", "fewClicks")]
    return [round(float(x), 3) for x in np.concatenate(lists + [np.exp([p["pull"], p["bending"]])])]


def swift(weights):
    for name, w in zip(("wide", "narrow"), weights):
        print(f"  package static let {name} = EvidenceWeights(")
        for n, field in enumerate(("always", "nearClicks", "fewClicks")):
            print(f"    {field}: [{', '.join(f'{x:g}' for x in w[n * COUNT:(n + 1) * COUNT])}],")
        print(f"    pull: {w[-2]:g}, bending: {w[-1]:g})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("bench", "train", "test", "output"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--start")
    parser.add_argument("--without", type=int)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--swift", action="store_true")
    args = parser.parse_args()
    # Edges as at the clicks, not too far away.
    plain = [0.0] * (3 * COUNT) + [1.0, 0.9]
    plain[0], plain[2], plain[5] = -4, 2, 0.6
    weights = json.load(open(args.start)) if args.start else [plain, list(plain)]
    folder = tempfile.mkdtemp()
    for kind in (0, 1):
        json.dump(weights, open(args.output, "w"))
        for name in ("train", "test"):
            subprocess.run(
                [args.bench, "strips", "--cases", getattr(args, name), "--weights", args.output,
                 "--output", f"{folder}/{name}"], check=True)
        weights[kind] = learn(
            np.array(weights[kind], np.float32), batches(f"{folder}/train", kind, args.without),
            batches(f"{folder}/test", kind), SOFTNESS[kind], args.steps)
    json.dump(weights, open(args.output, "w"))
    if args.swift:
        swift(weights)
