"""What becomes of `contourist serve` when its disk is full or read-only, its folder may not be written, its memory
ends, or it is told to end while people draw. (kill -9 is server_kill.py's, the commands' faults are faults.py's.)
usage: server_faults.py --binary PATH/contourist [--rounds 5] [--seed 3]

Needs root, for a small file system of its own and for a user without rights. What was answered is in the journal
afterwards, what was refused is not, the journal is intact, and the same server goes on once there is room again.
Prints one JSON line a fault; ends with 1 where that is not so.
"""
import argparse
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid

from annotators import Person, Refused, Server
from faults import NOBODY, judged, small_disk

#: A server on a disk with less than 512 MB left calls itself unwell.
DISK = "700m"


def comment(n):
    """An action of a length that fills disks."""
    return {"action": "comment", "text": f"number {n} " + "-" * 900}


class Study:
    """A study that somebody draws in, and what the server answered."""

    def __init__(self, server):
        self.server = server
        self.person = Person(server).sign_in("admin", server.password)
        self.study = self.person.upload("heart")
        self.person.wait_until_open(self.study)
        self.answered, self.refused = set(), {}

    def act(self, n):
        """Whether it was done."""
        id_ = uuid.uuid4().hex
        try:
            self.person.json("POST", f"/api/studies/{self.study}/actions", {
                "id": id_, "base": len(self.answered), "request": comment(n)})
        except Refused as refused:
            self.refused[id_] = refused.status
            return False
        self.answered.add(id_)
        return True

    def problems(self):
        """What is wrong with what is there."""
        found = []
        there = {line["request"] for line in self.person.session(self.study)}
        if self.answered - there:
            found.append(f"{len(self.answered - there)} answered actions are lost")
        if there & set(self.refused):
            found.append(f"{len(there & set(self.refused))} refused actions were done")
        if problem := self.server.verify(self.study):
            found.append(problem)
        # What was done and not answered any more counts, too.
        self.answered = there
        if not self.act(-1):
            found.append(f"does not go on: {list(self.refused.values())[-1]}")
        return found


@contextlib.contextmanager
def serving(binary, folder):
    server = Server(binary, folder)
    server.start()
    try:
        yield server, Study(server)
    finally:
        server.stop()


def fill(folder):
    """A file that takes all room; removed by the caller."""
    path = pathlib.Path(folder, "filling")
    for size in (1 << 20, 4096):
        with open(path, "ab", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(b"\0" * size) == size:
                pass
    return path


def upload_refused(study):
    """An upload that there is no room for is refused and leaves nothing."""
    try:
        study.person.upload("too much")
    except Refused as refused:
        arrivals = [part for part in pathlib.Path(study.server.data, "arrivals").rglob("*") if part.is_file()]
        return [f"{len(arrivals)} files of the upload were left"] * bool(arrivals), refused.status
    return ["an upload was taken on a full disk"], 0


def disk_full(binary, _rounds, _chance):
    with small_disk(DISK) as folder, serving(binary, folder) as (server, study):
        for n in range(20):
            study.act(n)
        filling = fill(folder)
        # Pages that are begun have room for a few.
        for n in range(200):
            study.act(n)
        found, status = upload_refused(study)
        if not study.refused:
            found.append("nothing was refused on a full disk")
        health = study.person.ask("GET", "/health")[0]
        filling.unlink()
        codes = sorted(set(study.refused.values()))
        return found + study.problems(), (
            f"{len(study.answered)} done, {len(study.refused)} refused with {codes}, an upload with {status}, "
            f"/health {health}")


def read_only(binary, _rounds, _chance):
    with small_disk(DISK) as folder, serving(binary, folder) as (server, study):
        study.act(0)
        # Files that are open keep a file system from becoming read-only; the kernel may do so all the same.
        done = subprocess.run(["mount", "-o", "remount,ro", folder], check=False, capture_output=True)
        if done.returncode == 0:
            for n in range(5):
                study.act(n)
            subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
            return study.problems(), f"{len(study.refused)} refused with {sorted(set(study.refused.values()))}"
        server.stop()
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        return refused_start(server), "a start is refused"


def refused_start(server, **options):
    done = subprocess.run([server.binary, "serve", "--data", server.data, "--port", str(server.port)],
                          capture_output=True, text=True, check=False, timeout=60, **options)
    return judged(done, [])


def no_permission(binary, _rounds, _chance):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        server = Server(binary, folder)
        return refused_start(server, user=NOBODY, group=NOBODY, extra_groups=[]), "a start is refused"


def memory_ends(binary, _rounds, _chance):
    """The server may end; what it answered is there."""
    found, ends = [], []
    with tempfile.TemporaryDirectory() as folder, serving(binary, folder) as (server, study):
        for megabytes in (400, 200, 100, 50):
            subprocess.run(["prlimit", f"--data={megabytes << 20}:", "--pid", str(server.process.pid)], check=True)
            is_lost = True
            with contextlib.suppress(OSError):
                with contextlib.suppress(Refused):
                    study.person.upload("more")
                for n in range(50):
                    study.act(n)
                    study.person.ask("GET", f"/api/studies/{study.study}/planes/k/{n % 8}", query={"frame": n % 10})
                is_lost = False
            # One that dies says at length why.
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.process.wait(timeout=15 if is_lost else 0.1)
            ends.append(server.process.poll())
            if ends[-1] is not None:
                study.person.hang_up()
                server.start()
            else:
                subprocess.run(["prlimit", "--data=unlimited:", "--pid", str(server.process.pid)], check=True)
            found += study.problems()
    return found, f"with less and less memory it ended with {ends}"


def told_to_end(binary, rounds, chance):
    found, answered = [], 0
    with tempfile.TemporaryDirectory() as folder, serving(binary, folder) as (server, study):
        for _ in range(rounds):
            over = threading.Event()

            def draw():
                with contextlib.suppress(OSError):
                    while not over.is_set():
                        study.act(0)

            drawer = threading.Thread(target=draw)
            drawer.start()
            time.sleep(chance.uniform(0, 1))
            server.process.send_signal(signal.SIGTERM)
            try:
                code = server.process.wait(timeout=30)
                found += [f"ended with {code}"] * (code != 0)
            except subprocess.TimeoutExpired:
                found.append("does not end")
            over.set()
            drawer.join()
            study.person.hang_up()
            server.start()
            found += study.problems()
            answered = len(study.answered)
    return found, f"{rounds} times, {answered} actions"


FAULTS = (disk_full, read_only, no_permission, memory_ends, told_to_end)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seed", type=int, default=3)
    options = arguments.parse_args()
    if os.geteuid():
        print("skipped: needs root, to mount a small file system")
        return
    failed = False
    for fault in FAULTS:
        problems, said = fault(os.path.abspath(options.binary), options.rounds, random.Random(options.seed))
        failed |= bool(problems)
        print(json.dumps({"work": "serve", "fault": fault.__name__, "ok": not problems, "said": said,
                          **({"problems": problems} if problems else {})}), flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
