"""Looking, judging and results in a real browser: sizes of windows, zoom, frames, planes, comments, files.

    python3 Tests/Browser/looking.py --binary .build/release/contourist

Prints one JSON line a chapter; the first that fails ends it, with a picture where --pictures says.
"""

import json
import pathlib
import re
import sys
import tempfile
import time

from browser import (
    SAMPLES, ActionChains, By, Keys, Server, arguments, browser, click, drag, fill, image_point,
    make_account, open_study, press, send_file, sign_in, sign_out, wait, wheel, within_image)
from chapters import Chapters, add_options, changed, painted_pixels, pixel

RV, MYO, LV = 1, 2, 3
RING = [(93, 61), (77, 77), (61, 61), (77, 45)]
#: What each file begins with, by its format.
BEGINNINGS = {
    "mask": b"\x1f\x8b", "image": b"PK", "polygons": b"{", "session": b"{", "stl": b"PK",
    "glb": b"glTF"}


def main():
    given = arguments(__doc__, add_options)
    with Server(given) as server, browser(visible=given.visible) as page, \
            browser(visible=given.visible) as other:
        Looking(server, given, page=page, other=other).tell((
            "sending", "windows", "sharp", "frames", "brightness", "zoom_and_pan", "across",
            "cursor_when_zoomed", "comments", "keyboard_alone", "results"))


class Looking(Chapters):
    def sending(self):
        """A heart with the ventricle drawn in two slices of every frame, the rest in one."""
        self.other = self.browsers["other"]
        sign_in(self.driver, self.server.url, self.server.name, self.server.password)
        self.study = send_file(self.driver, SAMPLES / "cardiac.nii.gz", "Looking", "RV,MYO,LV")
        for slice_ in (3, 5):
            self.draw(LV, slice_)
        self.act({"tool": "propagate", "label": LV, "along": "frames"})
        self.draw(RV, 1, by=-30)
        self.draw(MYO, 1)

    def draw(self, label, slice_, by=0):
        name = f"label-{label}-{slice_}"
        for x, y in RING:
            self.act({"action": "seed.add", "contour": name, "label": label, "slice": slice_,
                      "frame": 0, "x": x + by, "y": y})
        self.act({"action": "contour.close", "contour": name})

    def windows(self):
        """In each size nothing is cut off, nothing lies over the image, and clicks land."""
        driver = self.driver
        sizes = {}
        for width, height in ((1024, 700), (1280, 800), (1920, 1080)):
            self.resize(width, height)
            for page in ("studies.html", f"results.html?id={self.study}", "account.html",
                         "exports.html", "admin.html"):
                driver.get(f"{self.server.url}/{page}")
                wait(driver, "document.querySelector('body > header nav') !== null")
                assert not self.is_too_wide(), (page, width)
            self.open(3)
            assert not self.is_too_wide(), width
            cut = driver.execute_script("""
                return [...document.querySelectorAll(
                    '#top > *, #panel button, #bottom button, #strip .slice span')]
                  .filter((one) => one.offsetParent && one.scrollWidth > one.clientWidth + 1
                    && one.clientWidth > 0 && !['title'].includes(one.className)
                    && getComputedStyle(one).display !== 'inline')
                  .map((one) => one.textContent);""")
            assert not cut, (width, cut)
            image = driver.find_element(By.ID, "image").rect
            sizes[f"{width}x{height}"] = f"{image['width']:.0f}x{image['height']:.0f}"
            self.lands(25, 95)
        self.resize(1280, 800)
        return {"image": sizes}

    def sharp(self):
        """With two device pixels for each of the page's every picture is drawn with both."""
        driver = self.driver
        self.resize(1280, 800, ratio=2)
        self.open(3)
        widths = driver.execute_script("""
            return [...document.querySelectorAll('#image canvas, #panel .labels canvas')]
              .map((one) => [one.width, Math.round(one.getBoundingClientRect().width)]);""")
        assert len(widths) >= 6 and all(abs(w - 2 * shown) <= 1 for w, shown in widths), widths
        self.lands(25, 95)
        # The outline is where the mask is: on the line the colour is there, off it it is not.
        assert pixel(driver, image_point(driver, *RING[0]), 1)[3] > 100
        assert pixel(driver, image_point(driver, 77, 61), 1)[3] < 20
        self.resize(1280, 800)

    def frames(self):
        """Frames play no faster than is chosen, and stop; the address follows. How fast a machine can
        be is none of the test's business."""
        driver = self.driver
        self.open(3)
        driver.execute_script("""
            window.seenForTests = 0;
            new MutationObserver(() => { window.seenForTests += 1; }).observe(
              document.querySelector('#top .place'), { childList: true, characterData: true });""")
        rates = {}
        for rate in (10, 25):
            driver.execute_script("""
                const speed = document.querySelector('.cine select');
                speed.value = arguments[0];
                speed.dispatchEvent(new Event('change'));
                window.seenForTests = 0;""", rate)
            press(driver, "t")
            time.sleep(3)
            rates[rate] = driver.execute_script("return window.seenForTests") / 3
            press(driver, "t")
            assert 1 < rates[rate] < 1.2 * rate, rates
        before = driver.find_element(By.CSS_SELECTOR, "#top .place").text
        time.sleep(0.5)
        assert driver.find_element(By.CSS_SELECTOR, "#top .place").text == before
        frame = re.search(r"frame (\d+)", before).group(1)
        wait(driver, f"location.hash === '#slice=3&frame={frame}'")
        press(driver, Keys.ARROW_RIGHT)
        wait(driver, f"location.hash === '#slice=3&frame={min(int(frame) + 1, 9)}'")
        slider = driver.find_element(By.CSS_SELECTOR, ".cine input[type=range]")
        slider.send_keys(Keys.HOME)
        wait(driver, "location.hash === '#slice=3&frame=0'")
        return {"frames_a_second": {rate: round(found, 1) for rate, found in rates.items()}}

    def brightness(self):
        """Right drag, W, and the sliders with the keyboard."""
        driver = self.driver
        self.open(3)
        place = image_point(driver, 77, 61)
        first, grey = self.level_and_window(), pixel(driver, place)
        drag(driver, image_point(driver, 100, 30), (80, 0), button=2)
        level, window = self.level_and_window()
        assert level == first[0] and window > first[1] + 1, (first, level, window)
        drag(driver, image_point(driver, 100, 30), (0, 80), button=2)
        assert self.level_and_window()[0] < level
        self.until(lambda: pixel(driver, place)[0] > grey[0] + 5, what="downwards is brighter")
        press(driver, "w")
        self.until(lambda: self.level_and_window() == first and pixel(driver, place) == grey)
        slider = next(one for one in driver.find_elements(By.CSS_SELECTOR, "#panel .slider")
                      if one.text.startswith("Level")).find_element(By.TAG_NAME, "input")
        slider.send_keys(Keys.ARROW_RIGHT * 5)
        assert self.level_and_window()[0] > first[0]
        assert driver.execute_script("return location.hash").endswith("frame=0"), "the frame changed"
        assert self.contours(3) and self.overview()["sequence"] == self.sequence()

    def zoom_and_pan(self):
        """What lies under the pointer stays there; clicks land where it is said that they do."""
        driver = self.driver
        self.open(3)
        place = image_point(driver, 90, 40)
        within_image(driver, [(90, 40)], then="move")
        before = self.under_pointer()
        wheel(driver, place, -400, Keys.CONTROL)
        within = self.under_pointer()
        assert all(abs(one - other) < 0.3 for one, other in zip(before, within)), (before, within)
        # A millimetre takes more pixels now, and the bar says so.
        drag(driver, place, (60, 30), button=1)
        panned = self.under_pointer()
        assert all(abs(one - other) < 0.3 for one, other in zip(before, panned)), (before, panned)
        ActionChains(driver).key_down(" ").perform()
        drag(driver, (place[0] + 60, place[1] + 30), (-30, -10))
        ActionChains(driver).key_up(" ").perform()
        assert len(self.contours(3)) == 1, "a drag with Space held drew something"
        self.click_at(driver, (place[0] + 15, place[1] + 25))
        x, y = self.under_pointer()
        [seed] = self.until(lambda: [c["seeds"][0] for c in self.contours(3) if not c["is_closed"]])
        assert abs(seed[0] - x) < 0.2 and abs(seed[1] - y) < 0.2, (seed, x, y)
        press(driver, "z", Keys.ESCAPE, "0")
        self.until(lambda: len(self.contours(3)) == 1)
        within_image(driver, [(91, 40), (90, 40)], then="move")
        fitted = self.under_pointer()
        assert all(abs(one - other) < 0.3 for one, other in zip(before, fitted)), (before, fitted)
        wheel(driver, place, 100)
        wait(driver, "location.hash.startsWith('#slice=4')")
        wheel(driver, place, -100)
        wait(driver, "location.hash.startsWith('#slice=3')")

    def across(self):
        """The planes across show every slice's contours, follow the frame, and lead to slices."""
        driver = self.driver
        self.open(4)
        press(driver, "v")
        wait(driver, "document.querySelectorAll('#side-views canvas').length === 2")
        assert driver.execute_script("return [...document.querySelectorAll('#top button')]"
                                     ".find((one) => one.textContent.startsWith('Across')).ariaPressed") == "true"
        # The slices 3 and 5 were never opened on this page.
        lines = self.until(lambda: self.label_pixels(), what="no contours in the planes across")
        self.act({"tool": "interpolate", "label": LV, "frame": 0})
        self.until(lambda: self.label_pixels() > 1.3 * lines, what="the filled slice is not shown")
        press(driver, Keys.ARROW_RIGHT)
        self.until(lambda: self.label_pixels() > 0.5 * lines, what="no contours in the next frame")
        pane = driver.find_elements(By.CSS_SELECTOR, "#side-views > div")[0]
        box = pane.rect
        self.click_at(driver, (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 20))
        wait(driver, "!location.hash.startsWith('#slice=4')")
        press(driver, "v")
        wait(driver, "document.querySelector('#side-views').hidden")
        press(driver, "v", "v")
        self.act({"action": "undo"})

    def cursor_when_zoomed(self):
        """The keyboard's cursor stays in view however far it goes, and the planes across go with it."""
        driver = self.driver
        self.open(7)
        press(driver, "v", "k", *["."] * 7)
        before = self.under_pointer()
        press(driver, *[(Keys.SHIFT, Keys.ARROW_RIGHT)] * 9, *[(Keys.SHIFT, Keys.ARROW_DOWN)] * 9)
        x, y = self.under_pointer()
        assert abs(x - min(before[0] + 45, 127)) < 0.2 and abs(y - min(before[1] + 45, 127)) < 0.2, (x, y)
        self.until(lambda: painted_pixels(driver, layer=2) > 40, what="the cursor is out of view")
        for axis, at in (("i", x), ("j", y)):
            wait(driver, "performance.getEntriesByType('resource').some(({ name }) => "
                         f"name.includes('/planes/{axis}/{int(at + 0.5)}?'))")
        press(driver, Keys.ESCAPE, "0", "v")

    def comments(self):
        """A comment at a place is there for the other person at once, and goes when dealt with."""
        self.join()
        other, driver = self.other, self.driver
        open_study(other, self.server.url, self.study, 3)
        self.open(3)
        click(driver, "LV", within="#panel .contour")
        within_image(driver, [(88, 52)], then="move")
        press(driver, "c")
        wait(driver, "document.activeElement.matches('#panel textarea')")
        x, y = image_point(driver, 88, 52)
        self.until(lambda: self.is_pin(driver, (x, y)), what="no sign of where it will be")
        fill(driver, "#panel textarea", "Papillary muscle belongs to the blood here.")
        click(driver, "Comment", within="#panel")
        [comment] = self.until(lambda: self.get(f"/api/studies/{self.study}/comments"))
        assert abs(comment["x"] - 88) < 0.6 and comment["slice"] == 3 and comment["frame"] == 0
        # The place it was about is used up.
        wait(driver, "!document.querySelector('#panel .check').textContent.includes('pointed at')")
        self.until(lambda: self.is_pin(other, (x, y)), what="the other one does not see it")
        click(other, "Review", within="#panel")
        wait(other, "document.querySelector('#panel .comment p').textContent.startsWith('Papillary')")
        press(other, Keys.PAGE_DOWN)
        wait(other, "location.hash.startsWith('#slice=4')")
        self.until(lambda: not self.is_pin(other, (x, y)))
        click(other, "slice 3", within="#panel .comment")
        wait(other, "location.hash.startsWith('#slice=3')")
        click(other, "Dealt with", within="#panel .comment")
        self.until(lambda: self.get(f"/api/studies/{self.study}/comments")[0]["is_resolved"])
        for one in (driver, other):
            self.until(lambda one=one: not self.is_pin(one, (x, y)))
        wait(driver, "document.querySelector('#panel .comment').className.includes('is-resolved')")
        # The comment was about a contour, which is the chosen one now: the one who reviews accepts it.
        click(other, "Draw", within="#panel")
        click(other, "Accept", within="#panel .contour")
        self.until(lambda: self.contours(3)[0]["review"] == "accepted")
        click(driver, "Draw", within="#panel")
        wait(driver, "document.querySelector('#panel .contour').textContent.includes('accepted')")

    def join(self):
        status, invitation = self.send("POST", "/api/invitations", {"role": "reviewer"})
        assert status == 201, invitation
        make_account(
            self.other, self.server.url + invitation["path"], "rita", "a horse in the garden")

    def keyboard_alone(self):
        """From signing in to submitting without a mouse."""
        driver = self.driver
        sign_out(driver, self.server.url)
        wait(driver, "document.activeElement?.id === 'name'")
        press(driver, self.server.name, Keys.TAB, self.server.password, Keys.ENTER)
        wait(driver, "location.pathname === '/studies.html'")
        wait(driver, "document.querySelector('#studies a') !== null")
        self.tab_to("Looking")
        press(driver, Keys.ENTER)
        wait(driver, "document.querySelectorAll('#image canvas').length === 3")
        wait(driver, "!document.querySelector('#panel-draw').textContent.includes('Loading.')")
        press(driver, Keys.HOME, *[Keys.PAGE_DOWN] * 3)
        wait(driver, "location.hash.startsWith('#slice=8')")
        press(driver, "2", "k", *[Keys.ARROW_RIGHT] * 8, " ", *[(Keys.SHIFT, Keys.ARROW_DOWN)] * 3, " ",
              *[(Keys.SHIFT, Keys.ARROW_LEFT)] * 3, " ", Keys.ENTER)
        self.until(lambda: [c["is_closed"] for c in self.contours(8)] == [True])
        wait(driver, "document.querySelector('#spoken').textContent.startsWith('x ')")
        press(driver, Keys.ESCAPE, "a")
        self.until(lambda: self.contours(8)[0]["review"] == "accepted")
        self.tab_to("Draw")
        press(driver, Keys.ARROW_RIGHT)
        self.tab_to("Submit for review")
        press(driver, Keys.ENTER)
        self.until(lambda: self.get(f"/api/studies/{self.study}")["status"] == "submitted")
        self.tab_to("Take back")
        press(driver, Keys.ENTER)
        self.until(lambda: self.get(f"/api/studies/{self.study}")["status"] == "open")

    def tab_to(self, text):
        for _ in range(120):
            press(self.driver, Keys.TAB)
            if self.driver.execute_script(
                    "return document.activeElement.textContent.trim().startsWith(arguments[0])"
                    " && document.activeElement !== document.body", text):
                return
        raise AssertionError(f"Tab does not lead to {text}")

    def results(self):
        """Files, curve and surfaces; a reference that is sent, and the scores against it."""
        driver = self.driver
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": """
            window.violationsForTests = [];
            document.addEventListener('securitypolicyviolation', (event) =>
              window.violationsForTests.push(`${event.violatedDirective} ${event.sourceFile}`));"""})
        driver.get(f"{self.server.url}/results.html?id={self.study}")
        measured = self.get(f"/api/studies/{self.study}/measurements")["studies"][0]["labels"]
        assert sum(one["value"] == LV for one in measured) == 10, measured
        wait(driver, "document.querySelectorAll(\"[aria-label='Volumes over time'] .points path\")"
                     f".length === {len(measured)}", 30)
        wait(driver, "document.querySelector(\"[aria-label='Surfaces'] canvas\") !== null", 30)
        wait(driver, "document.querySelector('.figure img')?.naturalWidth > 100", 30)
        sizes = {}
        for link in driver.find_elements(By.CSS_SELECTOR, "#results .downloads a"):
            address = link.get_attribute("href")
            format_ = re.search("format=([a-z-]+)", address).group(1)
            body = self.bytes_of(address)
            sizes[format_] = len(body)
            beginning = body[128:132] if format_.startswith("dicom") else body
            assert beginning.startswith(BEGINNINGS.get(format_, b"DICM")), (format_, body[:140])
        assert len(sizes) == 8, sizes
        with tempfile.TemporaryDirectory() as folder:
            driver.execute_cdp_cmd("Browser.setDownloadBehavior", {
                "behavior": "allow", "downloadPath": folder})
            click(driver, "Polygons", within=".downloads")
            file = pathlib.Path(folder) / f"{self.study}.json"
            self.until(lambda: file.exists() and json.loads(file.read_text()))
        driver.find_element(By.CSS_SELECTOR, "[aria-label='Beside a reference'] input").send_keys(
            str(SAMPLES / "cardiac_truth.nii.gz"))
        click(driver, "Compare")
        wait(driver, "document.querySelector(\"[aria-label='Beside a reference'] tbody tr\") !== null", 30)
        cases = self.get(f"/api/studies/{self.study}/evaluation")["cases"]
        shown = driver.find_element(By.CSS_SELECTOR, "[aria-label='Beside a reference'] tbody").text
        assert all(f"{one['dice']:.3f}" in shown for one in cases), shown
        assert self.get(f"/api/studies/{self.study}")["has_reference"]
        assert not driver.execute_script("return window.violationsForTests")
        return {"bytes": sizes}

    # What the chapters need

    def open(self, slice_):
        open_study(self.driver, self.server.url, self.study, slice_)
        press(self.driver, "3")

    def resize(self, width, height, ratio=1):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": False})

    def is_too_wide(self):
        return self.driver.execute_script(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def lands(self, x, y):
        """A click at a voxel makes a seed there, which is taken back."""
        before = len(self.contours(3))
        within_image(self.driver, [(x, y)])
        contours = self.until(lambda: (now := self.contours(3)) and len(now) > before and now)
        [seed] = contours[-1]["seeds"]
        assert abs(seed[0] - x) < 0.4 and abs(seed[1] - y) < 0.4, seed
        press(self.driver, "z")
        self.until(lambda: len(self.contours(3)) == before)

    def level_and_window(self):
        text = self.driver.find_element(By.CSS_SELECTOR, "#image .top-right").text
        return [float(number) for number in re.findall(r"[−\d]+", text.replace("\u2009", ""))]

    def under_pointer(self):
        """x and y as the corner of the image says."""
        text = wait(self.driver, lambda d: d.find_element(By.CSS_SELECTOR, "#image .bottom-left").text)
        return [float(number) for number in re.findall(r"[xy] (-?[\d.]+)", text)]

    def label_pixels(self):
        """Of the planes across, in the colour of the left ventricle."""
        colour = self.get(f"/api/studies/{self.study}")["labels"][LV - 1]["colour"]
        return self.driver.execute_script("""
            const [red, green, blue] = [1, 3, 5].map((at) => parseInt(arguments[0].slice(at, at + 2), 16));
            let count = 0;
            for (const pane of document.querySelectorAll('#side-views canvas')) {
              const copy = new OffscreenCanvas(pane.width, pane.height).getContext('2d');
              copy.drawImage(pane, 0, 0);
              const { data } = copy.getImageData(0, 0, pane.width, pane.height);
              for (let at = 0; at < data.length; at += 4) {
                count += Math.abs(data[at] - red) + Math.abs(data[at + 1] - green)
                  + Math.abs(data[at + 2] - blue) < 30;
              }
            }
            return count;""", colour)

    def is_pin(self, driver, place):
        return not changed(pixel(driver, (place[0] - 4, place[1] - 18), 2), [226, 184, 102, 255], 20)

    def sequence(self):
        return self.get(f"/api/studies/{self.study}")["sequence"]


if __name__ == "__main__":
    sys.exit(main())
