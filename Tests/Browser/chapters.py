"""Tests told in chapters: each a method, one JSON line each; the first that fails ends the script."""

import base64
import contextlib
import pathlib
import time
import traceback

from browser import ActionChains, By, console_errors, say

__all__ = ["Chapters", "add_options", "changed", "offline", "painted_pixels", "pixel", "sees"]


def add_options(parser):
    parser.add_argument("--pictures", type=pathlib.Path, help="folder for the picture of a failure")
    parser.add_argument(
        "--chapter", action="append", help="this one alone, after the first; may be given again")


class Chapters:
    """A script's chapters, and the browsers they are told in, by name."""

    def __init__(self, server, given, **browsers):
        self.server, self.browsers = server, browsers
        self.pictures, self.wanted = given.pictures, given.chapter
        #: What is asked of the server is asked as the one who sits at the first browser.
        self.driver = next(iter(browsers.values()))
        self.study = None

    def tell(self, names):
        for n, name in enumerate(names):
            if n == 0 or not self.wanted or name in self.wanted:
                self.chapter(name)

    def chapter(self, name):
        """A chapter may give facts that are told with its line."""
        began = time.monotonic()
        try:
            facts = getattr(self, name)() or {}
            for driver in self.browsers.values():
                errors = console_errors(driver)
                assert not errors, errors
        except Exception as error:
            if self.pictures:
                self.pictures.mkdir(parents=True, exist_ok=True)
                for who, driver in self.browsers.items():
                    driver.save_screenshot(str(self.pictures / f"{name}-{who}.png"))
            line = next((one.lineno for one in traceback.extract_tb(error.__traceback__)
                         if one.name == name), None)
            say(chapter=name, ok=False, line=line,
                error=str(error).split("Stacktrace")[0].strip() or type(error).__name__)
            raise SystemExit(1) from error
        say(chapter=name, ok=True, seconds=round(time.monotonic() - began, 1), **facts)

    def get(self, path, driver=None):
        """JSON as a browser gets it."""
        return (driver or self.driver).execute_async_script("""
            const [path, done] = arguments;
            fetch(path).then((answer) => answer.json()).then(done, (error) => done(String(error)));
            """, path)

    def status(self, driver, address):
        return driver.execute_async_script("""
            const [address, done] = arguments;
            fetch(address).then((answer) => done(answer.status));""", address)

    def bytes_of(self, address):
        return base64.b64decode(self.driver.execute_async_script("""
            const [address, done] = arguments;
            fetch(address).then((answer) => answer.blob()).then((blob) => {
              const reader = new FileReader();
              reader.onload = () => done(reader.result.split(',')[1]);
              reader.readAsDataURL(blob);
            });""", address))

    def send(self, method, path, body, driver=None):
        """A request that changes something, past the page; gives status and JSON."""
        return (driver or self.driver).execute_async_script("""
            const [method, path, body, done] = arguments;
            const me = fetch('/api/me').then((answer) => answer.json());
            me.then((me) => fetch(path, {
              method, body: JSON.stringify(body),
              headers: { 'X-CSRF-Token': me.csrf_token ?? '', 'Content-Type': 'application/json' },
            })).then(async (answer) => done([answer.status, JSON.parse(await answer.text() || 'null')]));
            """, method, path, body)

    def act(self, request, driver=None):
        """An action as another page of the same person would send it."""
        path = f"/api/studies/{self.study}"
        base = self.get(path, driver)["sequence"]
        status, done = self.send(
            "POST", path + "/actions",
            {"id": f"test-{time.time_ns()}", "base": base, "request": request}, driver)
        assert status == 200, done
        return done

    def drawing(self, slice_, frame=0, driver=None):
        return self.get(f"/api/studies/{self.study}/drawing?slice={slice_}&frame={frame}", driver)

    def contours(self, slice_, frame=0, driver=None, label=None):
        """Those of a slice, or of one label there."""
        return [contour for contour in self.drawing(slice_, frame, driver)["contours"]
                if label in (None, contour["label"])]

    def overview(self, driver=None):
        return self.get(f"/api/studies/{self.study}/overview", driver)

    def until(self, condition, seconds=60, what="it did not become true in time"):
        """Waits for something to be true at the server; gives its value."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(IndexError, KeyError, StopIteration, TypeError, ValueError):
                if value := condition():
                    return value
            if time.monotonic() > end:
                raise AssertionError(what)
            time.sleep(0.05)

    def click_at(self, driver, place):
        """Clicks at a place of the page, without asking the server how large the image is."""
        pointer = ActionChains(driver, duration=30)
        pointer.w3c_actions.pointer_action.move_to_location(*map(int, place))
        pointer.w3c_actions.pointer_action.pause(0.4)
        pointer.w3c_actions.pointer_action.click()
        pointer.perform()


def offline(driver, is_offline):
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
        "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})


def painted_pixels(driver, layer=1):
    """Of a layer (image and fills, contours, what follows the mouse), as it is drawn elsewhere."""
    return driver.execute_script("""
        const layer = document.querySelectorAll('#image canvas')[arguments[0]];
        const copy = new OffscreenCanvas(layer.width, layer.height)
          .getContext('2d', { willReadFrequently: true });
        copy.drawImage(layer, 0, 0);
        const { data } = copy.getImageData(0, 0, layer.width, layer.height);
        let count = 0;
        for (let at = 3; at < data.length; at += 4) count += data[at] > 20;
        return count;""", layer)


def pixel(driver, place, layer=0):
    """Red, green, blue and opacity of a layer at a place of the page, in CSS pixels."""
    return driver.execute_script("""
        const [[x, y], number] = arguments;
        const layer = document.querySelectorAll('#image canvas')[number];
        const box = layer.getBoundingClientRect();
        const copy = new OffscreenCanvas(layer.width, layer.height)
          .getContext('2d', { willReadFrequently: true });
        copy.drawImage(layer, 0, 0);
        const ratio = layer.width / box.width;
        return [...copy.getImageData(
          Math.floor((x - box.left) * ratio), Math.floor((y - box.top) * ratio), 1, 1).data];
        """, place, layer)


def sees(driver, selector, text=""):
    """Whether an element of the page that can be seen has this text in it."""
    return any(text in one.text for one in driver.find_elements(By.CSS_SELECTOR, selector)
               if one.is_displayed())


def changed(before, after, least=10):
    """Whether two colours differ by what an eye would see."""
    return max(abs(one - other) for one, other in zip(before, after)) >= least
