"""How long annotators wait when many draw at the same time, each in a study of their own.
usage: server_load.py --binary PATH/contourist [--annotators 50] [--seconds 300] [--seed 7]

Everybody does what the page does: a click is an action, the way back to it is asked for beside it, the
overview a moment later and whenever the server tells of one; a slice that comes into view has its drawing
and its pixels fetched; events come by a stream. A contour is 5 to 7 clicks round the ventricle and one that
closes it. Hands rest 1 to 2 s before each click, 2 to 4 s before the next slice.

Times are from the request's first byte to the answer's last as one process sees them that plays all
annotators beside the server, on the same processor. Prints one JSON object; ends with 1 where 95 of 100
clicks do not come back within 100 ms, where anything failed, or where something that was answered is lost.
"""
import argparse
import asyncio
import collections
import contextlib
import json
import os
import random
import sys
import tempfile
import time
import uuid

from annotators import Person, Server, clicks, process_facts, ventricle

# Milliseconds within which 95 of 100 clicks have to come back.
LIMIT = 100
# As in Pages/scripts/study/sync.js.
OVERVIEW_PAUSE = 0.4
PAUSE_BEFORE_CLICK = (1, 2)
PAUSE_BEFORE_SLICE = (2, 4)
# Tries of an action that the server could not do at the moment.
TRIES = 3


class Connection:
    """HTTP/1.1 by hand: a client that costs much would be measured with the server."""

    def __init__(self, person):
        self._person = person
        self._reader = self._writer = None
        # One request after the other.
        self._turn = asyncio.Lock()

    async def _send(self, method, path, body=b"", type_="application/json"):
        person = self._person
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", person.server.port, local_addr=(person.address, 0), limit=1 << 20)
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: contourist={person.cookie}\r\n"
        if method != "GET":
            head += (f"X-CSRF-Token: {person.token}\r\nContent-Type: {type_}\r\n"
                     f"Content-Length: {len(body)}\r\n")
        self._writer.write(head.encode() + b"\r\n" + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        return status, fields

    async def ask(self, method, path, value=None):
        """Returns: status and body."""
        async with self._turn:
            try:
                status, fields = await self._send(
                    method, path, b"" if value is None else json.dumps(value).encode())
                if b"content-length" in fields:
                    return status, await self._reader.readexactly(int(fields[b"content-length"]))
                return status, b"".join([piece async for piece in self._chunks()])
            except BaseException:
                # Half an answer would be taken for the next one's beginning.
                self.close()
                raise

    async def _chunks(self):
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            yield (await self._reader.readexactly(size + 2))[:size]
        await self._reader.readuntil(b"\r\n")

    async def events(self, path):
        """Server-sent events: name and data."""
        await self._send("GET", path)
        text = b""
        async for piece in self._chunks():
            text += piece
            *whole, text = text.split(b"\n\n")
            for event in whole:
                fields = dict(line.split(b": ", 1) for line in event.split(b"\n") if b": " in line)
                if b"event" in fields:
                    yield fields[b"event"].decode(), json.loads(fields[b"data"])

    def close(self):
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None


class Measurements:
    def __init__(self):
        self.times = collections.defaultdict(list)
        self.errors = collections.Counter()

    async def timed(self, kind, answer):
        """Notes how long an answer takes. Returns: its status and body; 0 where none came."""
        start = time.perf_counter()
        try:
            status, body = await answer
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
            status, body = 0, repr(error).encode()
        self.times[kind].append(1000 * (time.perf_counter() - start))
        if status != 200:
            self.errors[f"{kind} {status} {body[:200].decode(errors='replace')}"] += 1
        return status, body

    def summary(self, kind):
        times = sorted(self.times[kind])
        if not times:
            return {"count": 0}
        at = {"median_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "most_ms": 1}
        return {"count": len(times), **{
            name: round(times[min(int(share * len(times)), len(times) - 1)], 1)
            for name, share in at.items()}}


class Annotator:
    def __init__(self, person, study, borders, seed, measurements):
        self.person = person
        self.study = study
        self.path = f"/api/studies/{study}"
        self.borders = borders
        self.random = random.Random(seed)
        self.measurements = measurements
        self.answered = []
        self.told = set()
        self.people_told = 0
        self.streams_cut = 0
        self.sequence = 0
        # A browser has some connections to a server: actions wait for each other, the rest does not.
        self._actions, self._fronts, self._overviews = (Connection(person) for _ in range(3))
        self._events = Connection(person)
        self._overview_timer = None
        self._is_fetching = self._is_overview_wanted = False
        self._tasks = set()

    def _beside(self, work):
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def listen(self):
        while True:
            with contextlib.suppress(OSError, EOFError):
                async for name, data in self._events.events(f"{self.path}/events"):
                    if name == "drawing":
                        self.told.add(data["sequence"])
                    elif name == "people":
                        self.people_told += 1
                    elif name == "overview":
                        self._want_overview()
            self._events.close()
            self.streams_cut += 1
            await asyncio.sleep(2)

    def _want_overview(self):
        self._is_overview_wanted = True
        if not self._is_fetching:
            self._beside(self._fetch_overviews())

    async def _fetch_overviews(self):
        self._is_fetching = True
        while self._is_overview_wanted:
            self._is_overview_wanted = False
            await self.measurements.timed(
                "overview", self._overviews.ask("GET", f"{self.path}/overview"))
        self._is_fetching = False

    def _want_overview_soon(self):
        if self._overview_timer:
            self._overview_timer.cancel()
        self._overview_timer = asyncio.get_running_loop().call_later(
            OVERVIEW_PAUSE, self._want_overview)

    async def _act(self, kind, request):
        message = {"id": uuid.UUID(int=self.random.getrandbits(128)).hex, "base": self.sequence,
                   "request": request}
        for _ in range(TRIES):
            status, body = await self.measurements.timed(
                kind, self._actions.ask("POST", f"{self.path}/actions", message))
            if status == 200:
                self.sequence = json.loads(body)["sequence"]
                self.answered.append(message["id"])
                self._want_overview_soon()
                return True
            await asyncio.sleep(0.5)
        return False

    async def _ask_front(self, k, frame, x, y):
        await self.measurements.timed("parents", self._fronts.ask(
            "GET", f"{self.path}/parents?slice={k}&frame={frame}&x={x}&y={y}"))

    async def draw(self, end):
        """Contour after contour, slice after slice, until the time is over."""
        r = self.random
        # People do not begin in the same second.
        await asyncio.sleep(r.uniform(0, 4))
        await self._actions.ask("GET", self.path)
        self._want_overview()
        places = sorted(self.borders, key=lambda place: (place[1], place[0]))
        at = r.randrange(len(places))
        while time.monotonic() < end:
            k, frame = places[at % len(places)]
            at += 1
            await self.measurements.timed(
                "drawing", self._fronts.ask("GET", f"{self.path}/drawing?slice={k}&frame={frame}"))
            await self.measurements.timed(
                "plane", self._fronts.ask("GET", f"{self.path}/planes/k/{k}?frame={frame}"))
            await self._contour(k, frame, f"LV-{k}-{frame}-{at}", end)
            await asyncio.sleep(r.uniform(*PAUSE_BEFORE_SLICE))

    async def _contour(self, k, frame, name, end):
        for n, (x, y) in enumerate(clicks(self.borders[k, frame], self.random.randint(5, 7), self.random)):
            await asyncio.sleep(self.random.uniform(*PAUSE_BEFORE_CLICK))
            if time.monotonic() > end:
                return
            self._beside(self._ask_front(k, frame, x, y))
            place = {"label": "LV", "slice": k, "frame": frame} if n == 0 else {}
            if not await self._act(
                    "seed", {"action": "seed.add", "contour": name, "x": x, "y": y, **place}):
                return
        await asyncio.sleep(self.random.uniform(*PAUSE_BEFORE_CLICK))
        await self._act("close", {"action": "contour.close", "contour": name})

    def leave(self):
        for connection in (self._actions, self._fronts, self._overviews, self._events):
            connection.close()


def busy_seconds():
    """Processor time that the whole machine has used."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq = map(int, file.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


async def watch(pid, end, samples, lags):
    """Processor time and memory of the server each second; how late this process itself is."""
    while time.monotonic() < end:
        due = time.monotonic() + 1
        facts = process_facts(pid)
        samples.append((time.monotonic(), facts["seconds"], facts["bytes"], busy_seconds()))
        await asyncio.sleep(due - time.monotonic())
        lags.append(1000 * (time.monotonic() - due))


async def play(annotators, seconds, pid):
    """Everybody draws. Returns: samples of the server, and how late the events of this process came."""
    samples, lags = [], []
    listening = [asyncio.create_task(annotator.listen()) for annotator in annotators]
    end = time.monotonic() + seconds
    watching = asyncio.create_task(watch(pid, end, samples, lags))
    await asyncio.gather(*(annotator.draw(end) for annotator in annotators))
    # The last events and overviews are on their way.
    await asyncio.sleep(2)
    await watching
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    for annotator in annotators:
        annotator.leave()
    return samples, lags


def losses(server, admin, annotators):
    """What is not as it was answered, for people."""
    problems = []
    for annotator in annotators:
        study, answered = annotator.study, annotator.answered
        sequence = admin.json("GET", annotator.path)["sequence"]
        if sequence != len(answered):
            problems.append(f"{study}: its sequence is {sequence}, {len(answered)} actions were answered")
        if [line.get("request") for line in admin.session(study)] != answered:
            problems.append(f"{study}: its lines are not the actions that were answered")
        if missing := set(range(1, len(answered) + 1)) - annotator.told:
            problems.append(f"{study}: {len(missing)} of {len(answered)} actions were not told of")
        if annotator.streams_cut:
            problems.append(f"{study}: its events were cut off {annotator.streams_cut} times")
        if problem := server.verify(study):
            problems.append(f"{study}: {problem}")
    return problems


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--annotators", type=int, default=50)
    arguments.add_argument("--seconds", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    if not 1 <= given.annotators <= 250:
        arguments.error("--annotators is from 1 to 250: each has an address of their own")
    borders = ventricle()
    measurements = Measurements()
    with tempfile.TemporaryDirectory(prefix="contourist-load-") as folder:
        server = Server(given.binary, folder)
        try:
            server.start()
            admin = Person(server).sign_in("admin", server.password)
            people = [admin.invite(f"annotator{n}", n + 1) for n in range(given.annotators)]
            studies = [person.upload("heart") for person in people]
            for person, study in zip(people, studies):
                person.wait_until_open(study)
                person.hang_up()
            annotators = [
                Annotator(person, study, borders, given.seed * 1000 + n, measurements)
                for n, (person, study) in enumerate(zip(people, studies))]
            own = time.process_time()
            samples, lags = asyncio.run(play(annotators, given.seconds, server.process.pid))
            own = time.process_time() - own
            problems = losses(server, admin, annotators)
        finally:
            server.stop()
    wall = samples[-1][0] - samples[0][0]
    memory = [sample[2] / 1e6 for sample in samples]
    busy = (samples[-1][1] - samples[0][1]) / wall
    seeds = measurements.summary("seed")
    if seeds.get("p95_ms", LIMIT) >= LIMIT:
        problems.append(f"95 of 100 clicks come back within {seeds.get('p95_ms')} ms, not {LIMIT}")
    errors = dict(measurements.errors.most_common(10))
    facts = {
        "ok": not problems and not errors, "annotators": given.annotators, "seconds": round(wall),
        "clicks_per_second": round(
            (len(measurements.times["seed"]) + len(measurements.times["close"])) / wall, 1),
        "requests_per_second": round(sum(map(len, measurements.times.values())) / wall, 1),
        **{kind: measurements.summary(kind)
           for kind in ("seed", "close", "parents", "overview", "drawing", "plane")},
        "answered": sum(len(annotator.answered) for annotator in annotators),
        "errors": sum(measurements.errors.values()), "error_kinds": errors,
        "server": {
            "cores": os.cpu_count(), "busy_cores": round(busy, 2),
            "mb_at_start": round(memory[0]), "mb_at_end": round(memory[-1]),
            "mb_most": round(max(memory)), "mb_by_tenths": [
                round(memory[n * (len(memory) - 1) // 10]) for n in range(11)]},
        "client": {"busy_cores": round(own / wall, 2), "latest_ms": round(max(lags, default=0), 1)},
        # Where this is not near zero, the times are not the server's alone.
        "others_busy_cores": round((samples[-1][3] - samples[0][3] - own) / wall - busy, 2),
        "problems": problems[:20],
    }
    print(json.dumps(facts))
    return 0 if facts["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
