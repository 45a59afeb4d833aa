"""What goes wrong while one works, in a real browser: nothing is lost, and what happened is said.

    python3 Tests/Browser/trouble.py --binary .build/release/contourist

Prints one JSON line a chapter; the first that fails ends it, with a picture where --pictures says.
"""

import gzip
import math
import pathlib
import sys
import tempfile

from browser import (
    SAMPLES, By, Server, arguments, browser, click, console_errors, fill, image_point, make_account,
    open_study, press, send_file, sign_in, sign_out, wait, within_image)
from chapters import Chapters, add_options, offline, sees
from latency import disc_picture

PASSWORD = "a horse in the garden"
CENTRE = (77.2, 61.3)
LV = 3


def main():
    given = arguments(__doc__, add_options)
    with Server(given) as server, browser(visible=given.visible) as annotator, \
            browser(visible=given.visible) as other, tempfile.TemporaryDirectory() as folder:
        told = Trouble(server, given, annotator=annotator, other=other)
        told.folder = pathlib.Path(folder)
        told.tell((
            "joining", "dropped", "without_spacing", "broken_file", "not_an_image", "stopped_midway",
            "signed_out", "signed_in_anew", "somebody_else_signed_in", "busy", "fault", "begun_anew",
            "submitted_meanwhile"))


class Trouble(Chapters):
    def joining(self):
        """An annotator with an account of their own; the administrator looks on as a reviewer."""
        self.other = self.browsers["other"]
        sign_in(self.other, self.server.url, self.server.name, self.server.password)
        status, invitation = self.send("POST", "/api/invitations", {"role": "annotator"}, self.other)
        assert status == 201, invitation
        make_account(self.driver, self.server.url + invitation["path"], "anna", PASSWORD)

    # Files

    def dropped(self):
        """A file dropped anywhere on the page is in the form, and is sent from there."""
        driver = self.driver
        self.drop([SAMPLES / "cardiac.nii.gz", SAMPLES / "tumour.nii.gz"])
        wait(driver, "document.querySelector('.notice.error')?.textContent.includes('One file')")
        assert driver.execute_script("return document.querySelector('#upload-file').files.length") == 0
        self.drop([SAMPLES / "cardiac.nii.gz"])
        wait(driver, "document.querySelector('#upload-file').files[0]?.name === 'cardiac.nii.gz'")
        assert driver.execute_script("return document.querySelector('#upload details').open")
        assert driver.execute_script("return document.querySelector('.is-over') === null")
        fill(driver, "#upload-title", "Dropped")
        fill(driver, "#upload-labels", "RV,MYO,LV")
        driver.find_element(By.ID, "upload-no-names").click()
        driver.find_element(By.ID, "upload-send").click()
        wait(driver, "document.querySelector('#studies a[href*=\"study.html\"]') !== null", 30)
        [study] = self.get("/api/studies")["studies"]
        assert study["title"] == "Dropped" and study["dimensions"] == [128, 128, 10, 10], study
        self.study = study["id"]

    def drop(self, files):
        data = {"items": [], "files": [str(file.resolve()) for file in files], "dragOperationsMask": 1}
        for step in ("dragEnter", "dragOver", "drop"):
            self.driver.execute_cdp_cmd("Input.dispatchDragEvent", {
                "type": step, "x": 600, "y": 500, "data": data})

    def without_spacing(self):
        """A picture that states no spacing: it is said with the image, and beside what is measured."""
        driver = self.driver
        disc_picture(self.folder / "disc.png")
        study = send_file(driver, self.folder / "disc.png", "Picture")
        open_study(driver, self.server.url, study)
        assert sees(driver, "[aria-label='The image']", "The file states no spacing")
        assert sees(driver, "[aria-label='The image']", "Taken out: everything but the pixels.")
        assert sees(driver, "[aria-label='Volumes'] .note", "Spacing assumed: 1 mm.")
        open_study(driver, self.server.url, self.study)
        assert not sees(driver, "[aria-label='Volumes'] .note", "assumed")
        driver.get(self.server.url + "/studies.html")

    def broken_file(self):
        """Cut off in the middle: it arrives, cannot be read, says why, and can be deleted."""
        driver = self.driver
        whole = gzip.decompress((SAMPLES / "tumour.nii.gz").read_bytes())
        broken = self.folder / "broken.nii.gz"
        broken.write_bytes(gzip.compress(whole[:len(whole) // 2]))
        study = self.send_wrong(broken, "Broken")
        row = f"[data-study='{study}']"
        wait(driver, f"document.querySelector(\"{row} .badge\")?.textContent === 'failed'", 30)
        said = driver.find_element(By.CSS_SELECTOR, f"{row} .problem").text
        known = self.get(f"/api/studies/{study}")
        assert known["status"] == "failed" and said == known["problem"], (said, known)
        assert len(said) > 20 and "/" not in said and str(self.folder) not in said, said
        driver.get(f"{self.server.url}/study.html?id={study}")
        wait(driver, f"document.body.textContent.includes({said!r})")
        driver.get(self.server.url + "/studies.html")
        click(driver, "Delete", within=row)
        fill(driver, "dialog input", "delete")
        click(driver, "Delete the study", within="dialog")
        wait(driver, f"document.querySelector(\"{row}\") === null")
        assert self.status(driver, f"/api/studies/{study}") == 404
        return {"said": said}

    def send_wrong(self, path, title):
        """Sends a file that will fail; gives the study's identifier."""
        driver = self.driver
        before = {study["id"] for study in self.get("/api/studies")["studies"]}
        driver.execute_script("document.querySelector('#upload details').open = true")
        driver.find_element(By.ID, "upload-file").send_keys(str(path))
        fill(driver, "#upload-title", title)
        driver.find_element(By.ID, "upload-no-names").click()
        driver.find_element(By.ID, "upload-send").click()
        return self.until(lambda: next(
            (study["id"] for study in self.get("/api/studies")["studies"]
             if study["id"] not in before), None))

    def not_an_image(self):
        driver = self.driver
        before = self.get("/api/studies")["total"]
        text = self.folder / "letter.txt"
        text.write_text("Dear colleague")
        driver.execute_script("document.querySelector('#upload details').open = true")
        driver.find_element(By.ID, "upload-file").send_keys(str(text))
        fill(driver, "#upload-title", "A letter")
        driver.find_element(By.ID, "upload-no-names").click()
        driver.find_element(By.ID, "upload-send").click()
        wait(driver, "document.querySelector('.notice.error')?.textContent.includes('NIfTI')")
        assert self.get("/api/studies")["total"] == before
        # What was filled in stays for the next try.
        assert driver.find_element(By.ID, "upload-title").get_attribute("value") == "A letter"

    def stopped_midway(self):
        driver = self.driver
        driver.refresh()
        wait(driver, "document.querySelector('#upload-file') !== null")
        driver.execute_script("document.querySelector('#upload details').open = true")
        driver.find_element(By.ID, "upload-file").send_keys(str(SAMPLES / "cardiac.nii.gz"))
        fill(driver, "#upload-title", "Stopped")
        driver.find_element(By.ID, "upload-no-names").click()
        before = self.get("/api/studies")["total"]
        self.slow(driver, 20_000)
        driver.find_element(By.ID, "upload-send").click()
        share = wait(driver, lambda d: 0 < float(d.find_element(
            By.CSS_SELECTOR, "#upload progress").get_attribute("value")) < 1)
        click(driver, "Stop", within="#upload")
        wait(driver, "document.querySelector('.notice')?.textContent.includes('Stopped')")
        self.slow(driver, -1)
        assert share and not sees(driver, "#upload progress")
        assert self.get("/api/studies")["total"] == before
        if self.server.folder:
            arrivals = pathlib.Path(self.server.folder) / "arrivals"
            self.until(lambda: not [*arrivals.glob("*")], what="what arrived is still there")
        # The form works again at once.
        driver.find_element(By.ID, "upload-send").click()
        wait(driver, "[...document.querySelectorAll('#studies a')]"
                     ".some((one) => one.textContent === 'Stopped')", 30)

    def slow(self, driver, bytes_a_second):
        driver.execute_cdp_cmd("Network.enable", {})
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
            "offline": False, "latency": 0, "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second})

    # The session ends

    def signed_out(self):
        """Signed out in another tab: the clicks are kept, and sent after signing in again there."""
        driver = self.driver
        self.open(3)
        places = self.ring(15)
        self.click_at(driver, places[0])
        self.until(lambda: len(self.contours(3)) == 1)
        page, tab = self.second_tab()
        sign_out(driver, self.server.url)
        driver.switch_to.window(page)
        for place in places[1:]:
            self.click_at(driver, place)
        wait(driver, "document.querySelector('#banner').textContent.includes('signed out')")
        wait(driver, "document.querySelector('#saved').textContent === 'not saved: 3 kept here'")
        assert len(self.contours(3, driver=self.other)[0]["seeds"]) == 1
        assert self.kept() == 3 and self.seeds_shown() == 4
        driver.switch_to.window(tab)
        self.sign_in_here("anna")
        driver.switch_to.window(page)
        self.until(lambda: len(self.contours(3)[0]["seeds"]) == 4, 20)
        wait(driver, "document.querySelector('#banner').children.length === 0", 20)
        assert self.kept() == 0
        # News of others come again.
        self.act({"action": "seed.add", "contour": "hers", "label": LV, "slice": 3, "frame": 0,
                  "x": 20, "y": 20}, self.other)
        wait(driver, "document.querySelectorAll('#panel .contour').length === 2")
        self.act({"action": "contour.delete", "contour": "hers"}, self.other)
        wait(driver, "document.querySelectorAll('#panel .contour').length === 1")
        self.click_at(driver, places[0])
        self.until(lambda: self.contours(3)[0]["is_closed"])
        self.end_tab(page, tab)

    def signed_in_anew(self):
        """Out and in again before the next click: the page's token is old, and nobody notices."""
        driver = self.driver
        self.open(4)
        page, tab = self.second_tab()
        sign_out(driver, self.server.url)
        self.sign_in_here("anna")
        driver.switch_to.window(page)
        self.click_at(driver, self.ring(15)[0])
        self.until(lambda: len(self.contours(4)) == 1)
        assert not sees(driver, ".notice.error")
        wait(driver, "document.querySelector('#banner').children.length === 0")
        self.end_tab(page, tab)

    def somebody_else_signed_in(self):
        """Somebody else's session is not used to send what anna did."""
        driver = self.driver
        self.open(5)
        page, tab = self.second_tab()
        sign_out(driver, self.server.url)
        sign_in(driver, self.server.url, self.server.name, self.server.password)
        driver.switch_to.window(page)
        self.click_at(driver, self.ring(15)[0])
        wait(driver, f"document.querySelector('#banner').textContent.includes("
                     f"'{self.server.name} is signed in now')")
        assert not self.contours(5) and self.kept() == 1
        driver.switch_to.window(tab)
        sign_out(driver, self.server.url)
        self.sign_in_here("anna")
        driver.switch_to.window(page)
        self.until(lambda: len(self.contours(5)) == 1, 20)
        history = self.get(f"/api/studies/{self.study}/history?limit=1000")
        assert {person["name"] for person in history["people"]} == {"anna", self.server.name}
        assert history["entries"][-1]["author"] == "anna"
        self.end_tab(page, tab)

    # The server

    def busy(self):
        """503 with Retry-After: the same action, with the same identifier, as often as it takes."""
        driver = self.driver
        self.open(6)
        self.answer_with(503, "unavailable", "The server is busy.", times=2, retry_after=1)
        self.click_at(driver, self.ring(12)[0])
        wait(driver, "document.querySelector('#banner').textContent.includes('The server is busy')")
        self.until(lambda: len(self.contours(6)) == 1, 15)
        wait(driver, "document.querySelector('#banner').children.length === 0")
        sent = driver.execute_script("return window.sentForTests")
        assert len(sent) == 3 and len({one["id"] for one in sent}) == 1, sent
        gaps = [later["at"] - one["at"] for one, later in zip(sent, sent[1:])]
        assert all(900 < gap < 3000 for gap in gaps), gaps

    def fault(self):
        """An action that the server falls over is given up, and those after it are done."""
        driver = self.driver
        self.open(7)
        self.answer_with(500, "internal", "Something went wrong here.", times=4)
        self.click_at(driver, self.ring(9)[0])
        wait(driver, "document.querySelector('.notice.error')?.textContent.startsWith('Not done')", 20)
        assert not self.contours(7) and self.kept() == 0
        self.click_at(driver, self.ring(9)[0])
        self.until(lambda: len(self.contours(7)) == 1)
        console_errors(driver)

    def begun_anew(self):
        """409 without drawings: it is said, and what is drawn is fetched anew."""
        driver = self.driver
        self.open(3)
        wait(driver, "document.querySelectorAll('#panel .contour').length === 1")
        self.answer_with(409, "conflict", "A network began the study anew. Look again.", times=1)
        self.click_at(driver, image_point(driver, 20, 20))
        wait(driver, "document.querySelector('.notice.error')?.textContent"
                     ".includes('began the study anew')")
        assert self.kept() == 0 and len(self.contours(3)) == 1
        wait(driver, "document.querySelectorAll('#panel .contour').length === 1")
        fetched = driver.execute_script(
            "return performance.getEntriesByType('resource').filter(({ name, startTime }) =>"
            " name.includes('/drawing?') && startTime > window.answeredForTests).length")
        assert fetched >= 1, "the drawing was not fetched anew"
        assert not sees(driver, "#banner *")
        press(driver, "z")

    def submitted_meanwhile(self):
        """The study is submitted elsewhere while this page has no connection."""
        driver = self.driver
        open_study(self.other, self.server.url, self.study, 3)
        self.open(3)
        place = image_point(driver, 20, 20)
        offline(driver, True)
        self.click_at(driver, place)
        wait(driver, "document.querySelector('#banner .bad') !== null")
        sequence = self.get(f"/api/studies/{self.study}", self.other)["sequence"]
        status, study = self.send(
            "POST", f"/api/studies/{self.study}/review", {"step": "submit", "base": sequence},
            self.other)
        assert status == 200, study
        offline(driver, False)
        wait(driver, "document.querySelector('.notice.error')?.textContent"
                     ".includes('being reviewed')", 30)
        wait(driver, "document.body.classList.contains('is-reading')")
        assert not sees(driver, "[aria-label=Tools]") and self.kept() == 0
        assert len(self.contours(3)) == 1
        wait(driver, "document.querySelector('#saved').textContent === 'reading only'")
        # Taken back, one draws on without loading the page anew.
        status, study = self.send(
            "POST", f"/api/studies/{self.study}/review", {"step": "reopen"}, self.other)
        assert status == 200, study
        wait(driver, "!document.body.classList.contains('is-reading')")
        assert sees(driver, "[aria-label=Tools] button", "Seeds")
        self.click_at(driver, place)
        self.until(lambda: len(self.contours(3)) == 2)
        console_errors(driver)

    # What the chapters need

    def open(self, slice_):
        open_study(self.driver, self.server.url, self.study, slice_)
        press(self.driver, "3")

    def ring(self, radius):
        """Four places on a circle round the ventricle, on the page."""
        return [image_point(self.driver, CENTRE[0] + radius * math.cos(a * math.pi / 2),
                            CENTRE[1] + radius * math.sin(a * math.pi / 2)) for a in range(4)]

    def second_tab(self):
        page = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")
        return page, self.driver.current_window_handle

    def end_tab(self, page, tab):
        self.driver.switch_to.window(tab)
        console_errors(self.driver)
        self.driver.close()
        self.driver.switch_to.window(page)
        console_errors(self.driver)

    def sign_in_here(self, name):
        sign_in(self.driver, self.server.url, name, PASSWORD)

    def kept(self):
        """Actions that wait in the browser."""
        return self.driver.execute_script(
            "return Object.entries(sessionStorage).filter(([key]) =>"
            " key.startsWith('contourist.actions.')).flatMap(([, kept]) => JSON.parse(kept)).length")

    def seeds_shown(self):
        text = self.driver.find_element(By.CSS_SELECTOR, "#panel .contour").text
        return int(text.split(" seed")[0].split()[-1])

    def answer_with(self, status, code, message, times, retry_after=None):
        """Has the next actions answered like this without asking the server."""
        self.driver.execute_script("""
            const [status, code, message, times, after] = arguments;
            const fetched = window.fetch;
            let left = times;
            window.sentForTests = [];
            window.fetch = async (address, options) => {
              if (!String(address).endsWith('/actions')) return fetched(address, options);
              window.sentForTests.push({ ...JSON.parse(options.body), at: performance.now() });
              if (left === 0) return fetched(address, options);
              left -= 1;
              window.answeredForTests = performance.now();
              return new Response(JSON.stringify({ error: { code, message } }), {
                status, headers: after == null ? {} : { 'Retry-After': String(after) },
              });
            };""", status, code, message, times, retry_after)


if __name__ == "__main__":
    sys.exit(main())
