"""kill -9 of `contourist serve` at random moments loses nothing that was answered, and nothing is done twice.
usage: server_kill.py --binary PATH/contourist [--rounds 5] [--annotators 4] [--seed 7]

Annotators draw without pause, two of them in one study, while a job is under way. The server gets SIGKILL
and is started again on the same folder; then everything that was answered has to be there. The job that the
kill cuts off is in turn an import, a pre-segmentation, and an import at the moment its study opens.
One JSON line a round and one at the end; ends with 1 where anything failed.
"""
import argparse
import collections
import contextlib
import hashlib
import json
import random
import sqlite3
import sys
import tempfile
import threading
import time
import uuid

from annotators import LABELS, Person, Refused, Server, clicks, process_facts, ventricle

MODEL = "cardiac-cine"
JOBS = ("import", "presegment", "import's end")
# Seconds in which what a killed server began has to end.
PATIENCE = 5
# An undo that would take back somebody else's work, or finds nothing, is refused and changes nothing.
MAY_BE_REFUSED = ("undo", "redo")


class Annotator:
    """Draws contours in a study one after the other, as fast as the server answers."""

    def __init__(self, person, study, places, seed):
        self.person = person.other_tab()
        self.study = study
        self.answered = {}
        self.refused = set()
        # Sent, and no answer came.
        self.open = None
        self.problems = []
        self.base = 0
        self._actions = self._drawn(places, random.Random(seed))
        self._thread = None

    def _drawn(self, places, r):
        count = 0
        while True:
            (k, frame), border = r.choice(places)
            count += 1
            name = f"{self.person.name}-{count}"
            seeds = clicks(border, r.randint(4, 7), r)
            for n, (x, y) in enumerate(seeds):
                place = {"label": "LV", "slice": k, "frame": frame} if n == 0 else {}
                yield {"action": "seed.add", "contour": name, "x": x, "y": y, **place}
            yield {"action": "contour.close", "contour": name}
            for _ in range(r.randint(0, 3)):
                n = r.randrange(len(seeds))
                x, y = (value + r.uniform(-1, 1) for value in seeds[n])
                yield {"action": "seed.move", "contour": name, "seed": n, "x": x, "y": y}
                for action in ("undo", "redo")[:r.randint(0, 2)]:
                    yield {"action": action}
            if r.random() < 0.2:
                yield {"action": "paint", "label": "MYO", "slice": k, "frame": frame, "radius_mm": 3,
                       "points": seeds[:3]}
            if r.random() < 0.1:
                yield {"action": "contour.delete", "contour": name}

    def begin(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def join(self):
        self._thread.join(timeout=90)
        if self._thread.is_alive():
            self.problems.append(f"{self.person.name} still waits for an answer")

    def _run(self):
        # Ended by the server's death; so many actions only should that not come.
        with contextlib.suppress(OSError):
            for _ in range(100_000):
                self.open = (uuid.uuid4().hex, next(self._actions))
                self.send()

    def send(self):
        """Sends the action that is open; the same one again after an answer that did not come."""
        id_, request = self.open
        try:
            done = self.person.json(
                "POST", f"/api/studies/{self.study}/actions",
                {"id": id_, "base": self.base, "request": request})
        except Refused as refused:
            if request["action"] not in MAY_BE_REFUSED or refused.status not in (409, 422):
                self.problems.append(f"{self.person.name}: {request}: {refused}")
            self.refused.add(id_)
        else:
            self.answered[id_] = request
            self.base = done["sequence"]
        self.open = None


class Test:
    def __init__(self, server, given):
        self.server = server
        self.random = random.Random(given.seed)
        self.admin = Person(server).sign_in("admin", server.password)
        self.people = [self.admin] + [
            # The first one draws in the second one's study too, as a reviewer may.
            self.admin.invite(f"annotator{n}", n + 1, "reviewer" if n == 0 else "annotator")
            for n in range(given.annotators)]
        self.owner = self.people[2]
        self.studies = {person: person.upload(person.name) for person in self.people[2:]}
        # Networks draw in studies of their own.
        labels = next(m["labels"] for m in self.admin.json("GET", "/api/models") if m["name"] == MODEL)
        self.empty = [self.owner.upload("network", ",".join(labels)) for n in range(given.rounds)
                      if JOBS[n % 3] == "presegment"]
        for study in [*self.studies.values(), *self.empty]:
            self.admin.wait_until_open(study)
        self.accepted = set(self.studies.values()) | set(self.empty)
        borders = list(ventricle().items())
        self.annotators = [
            Annotator(
                person, self.studies.get(person, self.studies[self.owner]),
                # Two in one study keep to slices of their own.
                [(place, border) for place, border in borders if place[0] % 2 == n % 2],
                given.seed + n)
            for n, person in enumerate(self.people[1:])]

    def round(self, n):
        kind = JOBS[n % 3]
        for annotator in self.annotators:
            annotator.begin()
        time.sleep(self.random.uniform(0.5, 2))
        study, job = self.begin_job(kind)
        self.wait_for_moment(kind, study, job)
        was = self.admin.json("GET", f"/api/jobs/{job}") if kind != JOBS[2] else None
        time.sleep(self.random.uniform(0, 0.3) if kind != JOBS[2] else 0)
        begun = self.server.kill()
        killed = time.monotonic()
        for person in self.people:
            person.hang_up()
        for annotator in self.annotators:
            annotator.join()
        self.server.start()
        started = time.monotonic() - killed
        problems = [problem for a in self.annotators for problem in a.problems]
        problems += self.check_sign_ins()
        unanswered, written = self.check_journals(problems)
        problems += self.check_job(kind, study, job)
        problems += self.check_database()
        time.sleep(max(0, killed + PATIENCE - time.monotonic()))
        left = [pid for pid, start in begun.items()
                if (facts := process_facts(pid)) and facts["start"] == start]
        if left:
            problems.append(f"{len(left)} processes of the killed server still run")
        facts = {
            "round": n + 1, "job": kind, "job_was": was["state"] if was else "ending",
            "answered": sum(len(a.answered) for a in self.annotators), "unanswered": unanswered,
            "of_these_written": written, "seconds_to_start": round(started, 2),
            "processes_then": len(begun), "problems": problems,
        }
        print(json.dumps(facts), flush=True)
        for annotator in self.annotators:
            annotator.problems.clear()
        return facts

    def begin_job(self, kind):
        if kind == "presegment":
            study = self.empty.pop()
            job = self.owner.json(
                "POST", f"/api/studies/{study}/jobs", {"kind": kind, "model": MODEL, "frame": 0})
            return study, job["id"]
        study = self.owner.upload("cut off", LABELS)
        self.accepted.add(study)
        return study, self.owner.json("GET", f"/api/studies/{study}/jobs")[0]["id"]

    def wait_for_moment(self, kind, study, job):
        """Until the job's process runs, or the study has just been read."""
        for _ in range(20_000):
            if kind == JOBS[2]:
                if self.admin.json("GET", f"/api/studies/{study}")["status"] == "open":
                    return
            elif self.admin.json("GET", f"/api/jobs/{job}")["state"] != "waiting":
                time.sleep(self.random.uniform(0, 0.7))
                return
            time.sleep(0.001)
        raise SystemExit(f"the job is not begun: {kind}")

    def check_sign_ins(self):
        for person in self.people:
            me = self.answer_to(person, "/api/me")
            if not me.get("account") or me["csrf_token"] != person.token:
                yield f"{person.name} is signed out"

    @staticmethod
    def answer_to(person, path):
        try:
            return person.json("GET", path)
        except Refused:
            return {}

    def check_journals(self, problems):
        """What was answered is there once; what was not is once it is sent again, with the same id."""
        unanswered = written = 0
        by_study = collections.defaultdict(list)
        for annotator in self.annotators:
            by_study[annotator.study].append(annotator)
        for study, annotators in by_study.items():
            lines = self.admin.session(study)
            counts = collections.Counter(line.get("request") for line in lines)
            for annotator in annotators:
                lost = [id_ for id_ in annotator.answered if counts[id_] != 1]
                if lost:
                    problems.append(f"{study}: {len(lost)} answered actions are not there once: {lost[:3]}")
                if annotator.open:
                    unanswered += 1
                    written += counts[annotator.open[0]]
                    annotator.send()
            lines = self.admin.session(study)
            expected = {id_ for annotator in annotators for id_ in annotator.answered}
            found = [line.get("request") for line in lines]
            if len(found) != len(expected) or set(found) != expected:
                problems.append(
                    f"{study}: {len(found)} lines, {len(expected)} answered actions, "
                    f"{len(set(found) - expected)} of nobody, {len(expected - set(found))} missing")
            sequence = self.admin.json("GET", f"/api/studies/{study}")["sequence"]
            if sequence != len(expected):
                problems.append(f"{study}: its sequence is {sequence}, not {len(expected)}")
            wrong = [line["seq"] for line in lines
                     for a in annotators if line.get("request") in a.answered and not is_as_sent(line, a)]
            if wrong:
                problems.append(f"{study}: lines {wrong[:5]} are not what was sent")
            if problem := self.server.verify(study):
                problems.append(f"{study}: {problem}")
        return unanswered, written

    def check_job(self, kind, study, job):
        for _ in range(1200):
            now = self.admin.json("GET", f"/api/jobs/{job}")
            if now["state"] not in ("waiting", "running"):
                break
            time.sleep(0.1)
        if now["state"] != "done":
            yield f"the job ({kind}) is {now['state']}: {now['message']}"
        for accepted in sorted(self.accepted):
            try:
                found = self.admin.json("GET", f"/api/studies/{accepted}")
                if found["status"] != "open":
                    yield f"{accepted} is {found['status']}: {found['problem']}"
                # Its image and its journal, not only its row in the database.
                self.admin.bytes("GET", f"/api/studies/{accepted}/planes/k/4", query={"frame": 0})
                self.admin.bytes("GET", f"/api/studies/{accepted}/overview")
            except Refused as refused:
                yield f"{accepted}, which was accepted, cannot be opened: {refused}"
        if problem := self.server.verify(study):
            yield f"the study of the job ({kind}): {problem}"
        if kind == "presegment" and not self.admin.json("GET", f"/api/studies/{study}")["sequence"]:
            yield "the network drew nothing"

    def check_database(self):
        database = sqlite3.connect(f"file:{self.server.data}/contourist.sqlite?mode=ro", uri=True)
        with contextlib.closing(database):
            if (result := database.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
                yield f"integrity_check: {result[:3]}"
            if result := database.execute("PRAGMA foreign_key_check").fetchall():
                yield f"foreign_key_check: {result[:3]}"
        lines = [json.loads(line) for line in self.admin.bytes("GET", "/api/audit").splitlines()]
        previous = ""
        for line in lines:
            parts = [previous, line["time"], str(line.get("account", "")), line["action"],
                     line.get("about", ""), line["details"]]
            digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
            if line["previous"] != previous or line["hash"] != digest:
                yield f"the audit log's chain is broken at line {line['id']}"
                return
            previous = line["hash"]
        uploads = {line["about"] for line in lines if line["action"] == "study.upload"}
        if missing := {f"study {study}" for study in self.accepted} - uploads:
            yield f"the audit log lacks {len(missing)} uploads"


def is_as_sent(line, annotator):
    """Whether a line holds what was sent; places are taken to a grid of 1/1024 voxel."""
    sent = annotator.answered[line["request"]]
    return line["author"] == annotator.person.name and line["action"] == sent["action"] and all(
        abs(line[name] - sent[name]) < 0.001 for name in ("x", "y") if name in sent) and all(
        line[name] == sent[name] for name in ("contour", "slice", "frame", "seed") if name in sent)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--annotators", type=int, default=4)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    if given.annotators < 2:
        arguments.error("--annotators: two of them share a study")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="contourist-kill-") as folder:
        server = Server(given.binary, folder)
        try:
            server.start()
            test = Test(server, given)
            rounds = [test.round(n) for n in range(given.rounds)]
        finally:
            server.stop()
    failed = sum(bool(facts["problems"]) for facts in rounds)
    print(json.dumps({
        "ok": not failed, "rounds": len(rounds), "failed": failed, "seed": given.seed,
        "answered": rounds[-1]["answered"], "unanswered": sum(f["unanswered"] for f in rounds),
        "of_these_written": sum(f["of_these_written"] for f in rounds),
        "seconds": round(time.monotonic() - began, 1)}))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
