"""What the tests of the server share: a server of one's own, people who are signed in, and places round
the ventricle of SampleData's heart. The standard library alone.
"""
import gzip
import http.client
import json
import math
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HEART = os.path.join(ROOT, "SampleData", "cardiac.nii.gz")
LABELS = "RV,MYO,LV"


def ventricle():
    """The border of the left ventricle in SampleData's heart.

    Returns: by (slice, frame) the centre x, y and a radius for each of 72 directions, voxels.
    """
    data = gzip.open(os.path.join(ROOT, "SampleData", "cardiac_truth.nii.gz")).read()
    header, voxels = data[:352], data[352:]
    _, ni, nj, nk, frames = (int.from_bytes(header[40 + 2 * n:42 + 2 * n], "little") for n in range(5))
    found = {}
    for frame in range(frames):
        for k in range(nk):
            start = (frame * nk + k) * ni * nj
            inside = {(n % ni, n // ni) for n in range(ni * nj) if voxels[start + n] == 3}
            # Near the apex little is left to draw round.
            if len(inside) < 150:
                continue
            x, y = (sum(place[axis] for place in inside) / len(inside) for axis in (0, 1))
            found[k, frame] = (x, y, [radius(inside, x, y, n * math.pi / 36) for n in range(72)])
    return found


def radius(inside, x, y, angle):
    r = 0.0
    while (round(x + r * math.cos(angle)), round(y + r * math.sin(angle))) in inside:
        r += 0.5
    return r


def clicks(border, count, random):
    """So many places round a border, in order, as a hand hits it."""
    x, y, radii = border
    start = random.uniform(0, 2 * math.pi)
    places = []
    for n in range(count):
        angle = start + (n + random.uniform(-0.2, 0.2)) * 2 * math.pi / count
        r = radii[round(angle / (math.pi / 36)) % 72] + random.gauss(0, 0.7)
        places.append((round(x + r * math.cos(angle), 2), round(y + r * math.sin(angle), 2)))
    return places


class Server:
    """A server with an empty data folder and an administrator, on a port of its own."""

    def __init__(self, binary, folder):
        self.binary = os.path.abspath(binary)
        self.data = os.path.join(folder, "data")
        self.password = secrets.token_urlsafe(12)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = None
        subprocess.run(
            [self.binary, "serve", "account", "--data", self.data, "--name", "admin", "--role",
             "administrator"], input=self.password + "\n", text=True, check=True,
            stdout=subprocess.DEVNULL)

    def start(self):
        """Returns once it answers."""
        self.process = subprocess.Popen(
            [self.binary, "serve", "--data", self.data, "--port", str(self.port)],
            stdout=subprocess.DEVNULL)
        for _ in range(600):
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with {self.process.returncode}")
            try:
                if Person(self).ask("GET", "/health")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise SystemExit("the server does not answer at /health")

    def kill(self):
        """As a power cut would: no warning. Returns the processes it had begun, with their start times."""
        begun = descendants(self.process.pid)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        return begun

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def session(self, study):
        return os.path.join(self.data, "studies", study, f"{study}.session.jsonl")

    def verify(self, study):
        """What `session verify` finds wrong; nothing where the session is intact."""
        done = subprocess.run(
            [self.binary, "session", "verify", self.session(study)], capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stderr.strip() or f"exit {done.returncode}"


def process_facts(pid):
    """Parent, start time, processor seconds and resident bytes of a process; None where it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            # The name in brackets may hold spaces.
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    if fields[0] == "Z":
        return None
    return {
        "parent": int(fields[1]), "start": int(fields[19]),
        "seconds": (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
        "bytes": int(fields[21]) * os.sysconf("SC_PAGE_SIZE"),
    }


def descendants(pid):
    """Children and theirs: their start times by number."""
    facts = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (found := process_facts(int(name))):
            facts[int(name)] = found
    known = {pid}
    while grown := {n for n, found in facts.items() if found["parent"] in known} - known:
        known |= grown
    return {n: facts[n]["start"] for n in known - {pid} if n in facts}


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body[:300]!r}")
        self.status = status


class Person:
    """Somebody at a browser of their own: one connection, a cookie and a token.

    Each comes from an address of their own, as people do: the server counts sign-ins by it.
    """

    def __init__(self, server, name=None, number=0):
        self.server = server
        self.name = name
        self.address = f"127.0.0.{2 + number}"
        self.cookie = self.token = None
        self._connection = None

    def ask(self, method, path, value=None, query=None):
        """Sends JSON, or bytes as they are. Returns: status and body; OSError where no answer came."""
        headers = {}
        if self.cookie:
            headers["Cookie"] = f"contourist={self.cookie}"
        if self.token and method != "GET":
            headers["X-CSRF-Token"] = self.token
        if value is not None and not isinstance(value, bytes):
            headers["Content-Type"] = "application/json"
            value = json.dumps(value).encode()
        if query:
            path += "?" + urllib.parse.urlencode(query)
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.server.port, timeout=60, source_address=(self.address, 0))
        try:
            self._connection.request(method, path, value, headers)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.hang_up()
            raise OSError(f"no answer: {error!r}") from error
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0].partition("=")[2]
        return answer.status, body

    def hang_up(self):
        if self._connection:
            self._connection.close()
        self._connection = None

    def bytes(self, method, path, value=None, query=None):
        status, body = self.ask(method, path, value, query)
        if not 200 <= status < 300:
            raise Refused(status, body)
        return body

    def json(self, method, path, value=None, query=None):
        return json.loads(self.bytes(method, path, value, query))

    def sign_in(self, name, password):
        self.name = name
        self.token = self.json(
            "POST", "/api/sign-in", {"name": name, "password": password})["csrf_token"]
        return self

    def other_tab(self):
        """The same browser with a connection of its own, for another thread."""
        tab = Person(self.server, self.name)
        tab.address, tab.cookie, tab.token = self.address, self.cookie, self.token
        return tab

    def invite(self, name, number, role="annotator"):
        """Somebody new, signed in."""
        secret = self.json("POST", "/api/invitations", {"role": role})["path"].partition("#")[2]
        guest = Person(self.server, name, number)
        guest.token = guest.json("POST", "/api/invitation", {
            "secret": secret, "name": name, "password": secrets.token_urlsafe(12)})["csrf_token"]
        return guest

    def upload(self, title, labels=LABELS):
        """Sends the heart; returns the study's identifier, whose import is then under way."""
        with open(HEART, "rb") as file:
            return self.json("POST", "/api/studies", file.read(), {
                "file_name": "heart.nii.gz", "title": title, "labels": labels})["id"]

    def wait_until_open(self, study, seconds=300):
        for _ in range(seconds * 10):
            found = self.json("GET", f"/api/studies/{study}")
            if found["status"] == "open":
                return
            if found["status"] == "failed":
                raise SystemExit(f"the import failed: {found['problem']}")
            time.sleep(0.1)
        raise SystemExit("the import does not end")

    def session(self, study):
        """The lines of a session after its header."""
        body = self.bytes("GET", f"/api/studies/{study}/download", query={"format": "session"})
        return [json.loads(line) for line in body.decode().splitlines()[1:]]
