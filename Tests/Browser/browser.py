"""What the browser tests share: a server of their own, a headless Chromium, mouse and keys.

Each script takes --url of a server that runs, or --binary to start one with an empty data folder.
"""

import argparse
import contextlib
import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException, ElementNotInteractableException, NoSuchElementException,
    StaleElementReferenceException)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

#: What passes when a page is done with drawing itself.
PASSING = (ElementClickInterceptedException, ElementNotInteractableException, NoSuchElementException,
           StaleElementReferenceException)
SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "SampleData"

__all__ = [
    "ActionChains", "By", "Keys", "SAMPLES", "Server", "arguments", "browser", "console_errors",
    "click", "click_on", "drag", "fill", "image_point", "make_account", "open_study", "press", "say", "send_file",
    "sign_in", "sign_out", "type_into", "wait", "wheel", "within_image",
]


def arguments(description, add=lambda parser: None):
    """The command line every script has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", help="of a server that runs, such as http://127.0.0.1:8080")
    parser.add_argument("--binary", help="the program; a server of its own is started with it")
    parser.add_argument("--name", default="admin", help="an administrator's")
    parser.add_argument("--password", help="its password; made up for a server of one's own")
    parser.add_argument("--visible", action="store_true", help="show the browser")
    add(parser)
    given = parser.parse_args()
    if (given.url is None) == (given.binary is None):
        parser.error("give either --url or --binary")
    if given.url and not given.password:
        parser.error("--url needs --password")
    return given


class Server:
    """The server under test: one that runs, or one started with an empty data folder."""

    def __init__(self, given):
        self.url = given.url
        self.name = given.name
        self.password = given.password or secrets.token_urlsafe(12)
        self._binary = given.binary
        self._process = None
        #: Its data, where it is one's own.
        self.folder = None

    def __enter__(self):
        if self.url:
            return self
        self.folder = tempfile.mkdtemp(prefix="contourist-browser-")
        subprocess.run(
            [self._binary, "serve", "account", "--data", self.folder, "--name", self.name,
             "--role", "administrator"],
            input=self.password + "\n", text=True, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._process = subprocess.Popen(
            [self._binary, "serve", "--data", self.folder, "--port", str(port)])
        self.url = f"http://127.0.0.1:{port}"
        self._wait_until_well()
        return self

    def _wait_until_well(self):
        for _ in range(100):
            if self._process.poll() is not None:
                raise SystemExit(f"the server ended with {self._process.returncode}")
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url + "/health", timeout=1).close()
                return
            time.sleep(0.1)
        raise SystemExit("the server does not answer at /health")

    def __exit__(self, *_):
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=20)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def browser(width=1280, height=800, visible=False, ratio=1, has_webgl=True):
    """A Chromium whose window has this size inside, with a profile of its own.

    WebGL without a graphics card is emulated, which slows every frame down: times are measured without.
    """
    options = webdriver.ChromeOptions()
    graphics = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader") \
        if has_webgl else ("--disable-gpu",)
    for flag in ("--no-sandbox", *graphics, "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    if not visible:
        options.add_argument("--headless=new")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for program in ("/usr/bin/chromium", shutil.which("chromium") or ""):
        if os.path.exists(program):
            options.binary_location = program
            break
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": False})
        yield driver
    finally:
        driver.quit()


def wait(driver, condition, seconds=60, what=""):
    """Waits for a function of the driver, or a JavaScript expression, to be true; gives its value.

    Pages draw parts of themselves anew at any time: what is done with an element is done within the function, which
    is then called again.
    """
    if isinstance(condition, str):
        script = f"return {condition}"
        return WebDriverWait(driver, seconds, 0.05).until(
            lambda d: d.execute_script(script), what or condition)
    return WebDriverWait(driver, seconds, 0.05, ignored_exceptions=PASSING).until(condition, what)


def click(driver, text, within="body", kind="button, a, [role=tab]"):
    """Clicks on the button or link whose text begins with this; waits until it is there."""
    def clicked(d):
        for candidate in d.find_elements(By.CSS_SELECTOR, f"{within} :is({kind})"):
            if candidate.is_displayed() and candidate.text.strip().startswith(text):
                candidate.click()
                return True
        return False
    wait(driver, clicked, what=f"no button {text!r}")


def click_on(driver, selector):
    """Clicks on what a selector finds, when it is there."""
    wait(driver, lambda d: d.find_element(By.CSS_SELECTOR, selector).click() is None, what=selector)


def type_into(driver, selector, keys):
    wait(driver, lambda d: d.find_element(By.CSS_SELECTOR, selector).send_keys(keys) is None,
         what=selector)


def fill(driver, selector, text):
    """Types into a field in place of what it holds."""
    wait(driver, lambda d: d.find_element(By.CSS_SELECTOR, selector).clear() is None, what=selector)
    type_into(driver, selector, text)


def sign_in(driver, url, name, password):
    driver.get(url + "/index.html")
    fill(driver, "#name", name)
    fill(driver, "#password", password + Keys.ENTER)
    wait(driver, "location.pathname === '/studies.html'")


def sign_out(driver, url):
    driver.get(url + "/account.html")
    click(driver, "Sign out")
    wait(driver, "location.pathname === '/index.html'")


def make_account(driver, link, name, password):
    """Opens an invitation's link and takes it up."""
    driver.get(link)
    wait(driver, "!document.querySelector('#invitation-form').hidden")
    for field, text in (("#name", name), ("#password", password), ("#again", password)):
        fill(driver, field, text)
    click(driver, "Make the account")
    wait(driver, "location.pathname === '/studies.html'")


def send_file(driver, path, title, labels=""):
    """Uploads a file in the list of studies; gives the study's identifier once it is read."""
    field = wait(driver, lambda d: d.find_element(By.ID, "upload-file"))
    driver.execute_script("document.querySelector('#upload details').open = true")
    field.send_keys(str(pathlib.Path(path).resolve()))
    fill(driver, "#upload-title", title)
    if labels:
        fill(driver, "#upload-labels", labels)
    driver.find_element(By.ID, "upload-no-names").click()
    driver.find_element(By.ID, "upload-send").click()
    address = wait(
        driver, lambda d: next((a.get_attribute("href") for a in d.find_elements(
            By.CSS_SELECTOR, "#studies a[href*='study.html']") if a.text.strip() == title), None),
        what=f"{title} was not read")
    return address.split("id=")[1]


def open_study(driver, url, study, slice_=None, frame=0):
    """Opens the annotator's page and waits until image and contours are there."""
    place = "" if slice_ is None else f"#slice={slice_}&frame={frame}"
    # A page of the same address with another fragment would not be loaded anew.
    driver.get("about:blank")
    driver.get(f"{url}/study.html?id={study}{place}")
    wait(driver, "document.querySelectorAll('#image canvas').length === 3", what="no image")
    wait(driver, "!document.querySelector('#panel-draw')?.textContent.includes('Loading.')")


def image_point(driver, x, y):
    """Where a voxel of the slice in view is on the page, in CSS pixels: whole image in view."""
    return driver.execute_script("""
        const box = document.getElementById('image').getBoundingClientRect();
        const [x, y, columns, rows, si, sj] = arguments;
        const scale = Math.min(box.width / (columns * si), box.height / (rows * sj));
        return [box.left + box.width / 2 + (x - (columns - 1) / 2) * si * scale,
                box.top + box.height / 2 + (y - (rows - 1) / 2) * sj * scale];
        """, x, y, *image_size(driver))


def image_size(driver):
    """Columns, rows and millimetres between them, of the study in view; asked for once a page."""
    study = driver.execute_async_script("""
        const done = arguments[0];
        if (window.sizeForTests) return done(window.sizeForTests);
        const id = new URLSearchParams(location.search).get('id');
        fetch('/api/studies/' + id).then((answer) => answer.json()).then((study) => {
          window.sizeForTests = study;
          done(study);
        });""")
    return [*study["dimensions"][:2], *study["spacing_mm"][:2]]


def within_image(driver, points, then="click", keys=None):
    """Moves to each point, in voxels, and clicks there; or does `drag` from the first to the last."""
    places = [image_point(driver, x, y) for x, y in points]
    if then == "drag":
        pointer = ActionChains(driver, duration=20)
        pointer.w3c_actions.pointer_action.move_to_location(*map(int, places[0]))
        pointer.w3c_actions.pointer_action.pointer_down()
        for place in places[1:]:
            pointer.w3c_actions.pointer_action.move_to_location(*map(int, place))
            pointer.w3c_actions.pointer_action.pause(0.03)
        pointer.w3c_actions.pointer_action.pointer_up()
        pointer.perform()
        return
    for key in keys or ():
        ActionChains(driver).key_down(key).perform()
    for place in places:
        pointer = ActionChains(driver, duration=30)
        pointer.w3c_actions.pointer_action.move_to_location(*map(int, place))
        if then == "click":
            # The hand rests before it clicks; presses at once after another are double clicks.
            pointer.w3c_actions.pointer_action.pause(0.4)
            pointer.w3c_actions.pointer_action.click()
        pointer.perform()
    for key in keys or ():
        ActionChains(driver).key_up(key).perform()


def drag(driver, place, by, button=0):
    """From a place of the page, in CSS pixels, by so many of them."""
    pointer = ActionChains(driver, duration=20)
    mouse = pointer.w3c_actions.pointer_action
    mouse.move_to_location(*map(int, place))
    mouse.pointer_down(button=button)
    mouse.move_to_location(int(place[0] + by[0] / 2), int(place[1] + by[1] / 2))
    mouse.move_to_location(int(place[0] + by[0]), int(place[1] + by[1]))
    mouse.pointer_up(button=button)
    pointer.perform()


def wheel(driver, place, pixels, key=None):
    chain = ActionChains(driver)
    if key:
        chain.key_down(key)
    chain.scroll_from_origin(ScrollOrigin.from_viewport(*map(int, place)), 0, pixels)
    if key:
        chain.key_up(key)
    chain.perform()


def press(driver, *keys):
    """Presses keys one after the other, wherever the focus is; a tuple is pressed together."""
    for key in keys:
        chain = ActionChains(driver, duration=10)
        *held, last = key if isinstance(key, tuple) else (key,)
        for modifier in held:
            chain.key_down(modifier)
        chain.send_keys(last)
        for modifier in held:
            chain.key_up(modifier)
        chain.perform()


def console_errors(driver):
    """Errors and warnings of the page since the last call; what it refused by status is no error."""
    return [
        entry["message"] for entry in driver.get_log("browser")
        if entry["level"] in ("SEVERE", "WARNING")
        and "status of 4" not in entry["message"]
    ]


def say(**facts):
    """One JSON line a result."""
    print(json.dumps(facts), flush=True)
