"""The whole story in a real browser: invited, an image sent, drawn, corrected, reviewed, approved, exported.

    python3 Tests/Browser/story.py --binary .build/release/contourist
    python3 Tests/Browser/story.py --url http://127.0.0.1:8080 --password ...

Prints one JSON line a chapter; the first that fails ends it, with a picture where --pictures says.
"""

import sys
import time

from browser import (
    SAMPLES, ActionChains, By, Keys, Server, arguments, browser, click, click_on, console_errors,
    fill, image_point, make_account, open_study, press, send_file, sign_in, sign_out, wait,
    within_image)
from chapters import Chapters, add_options, offline, painted_pixels

PASSWORD = "a horse in the garden"
SLICE = 4
#: On the endocardium of that slice of SampleData/cardiac.nii.gz, as in the README.
ENDOCARDIUM = [(86.2, 75.7), (62.4, 67.5), (69.4, 46.6), (87, 49.7)]


def main():
    given = arguments(__doc__, add_options)
    with Server(given) as server, browser(visible=given.visible) as first, \
            browser(visible=given.visible) as second:
        Story(server, given, annotator=first, other=second).tell((
            "invitations", "sending", "clicking", "correcting", "keyboard_alone", "connection_lost",
            "two_people", "first_version", "review", "consent_and_export", "results",
            "audit_and_end"))


class Story(Chapters):
    """Two browsers: the annotator's, and that of whoever else there is."""

    def __init__(self, server, given, annotator, other):
        super().__init__(server, given, annotator=annotator, other=other)
        self.annotator, self.other = annotator, other
        # Names are free once: a second run on the same server has others.
        self.suffix = str(int(time.time()) % 100000)

    # Chapters

    def invitations(self):
        url = self.server.url
        links = {}
        sign_in(self.other, url, self.server.name, self.server.password)
        for role in ("annotator", "reviewer"):
            self.other.get(url + "/admin.html")
            fill(self.other, "#invite-note", f"a new {role}")
            self.other.find_element(By.CSS_SELECTOR, f"#invite-role option:nth-child("
                                    f"{1 if role == 'annotator' else 2})").click()
            click(self.other, "Invite")
            links[role] = wait(
                self.other, lambda d: d.find_element(By.ID, "invite-link").get_attribute("value"))
        make_account(self.annotator, links["annotator"], f"anna-{self.suffix}", PASSWORD)
        make_account(self.other, links["reviewer"], f"rita-{self.suffix}", PASSWORD)
        self.other.get(links["reviewer"])
        self.other.refresh()
        wait(self.other, "document.querySelector('#invitation-form').hidden")

    def sending(self):
        self.annotator.get(self.server.url + "/studies.html")
        self.study = send_file(
            self.annotator, SAMPLES / "cardiac.nii.gz", f"Heart {self.suffix}", "RV,MYO,LV")
        assert self.get(f"/api/studies/{self.study}")["dimensions"] == [128, 128, 10, 10]

    def clicking(self):
        driver = self.annotator
        open_study(driver, self.server.url, self.study, SLICE)
        press(driver, "3")
        for n, point in enumerate(ENDOCARDIUM, 1):
            within_image(driver, [point])
            self.until(lambda n=n: len(self.contours(SLICE)[0]["seeds"]) == n)
        within_image(driver, [(80, 45)], then="move")
        within_image(driver, ENDOCARDIUM[:1])
        self.until(lambda: self.contours(SLICE)[0]["is_closed"])
        [contour] = self.contours(SLICE)
        assert 1900 < contour["area_mm2"] < 2300, contour["area_mm2"]
        wait(driver, "document.querySelector('#saved').textContent.startsWith('saved')")

    def correcting(self):
        driver = self.annotator
        seeds = lambda: self.contours(SLICE)[0]["seeds"]
        before = seeds()
        within_image(driver, [ENDOCARDIUM[1], (60, 70), (57, 72)], then="drag")
        self.until(lambda: abs(seeds()[1][0] - 57) < 1)
        press(driver, "z")
        self.until(lambda: seeds() == before)
        press(driver, (Keys.SHIFT, "z"))
        self.until(lambda: seeds() != before)
        press(driver, "z")
        self.until(lambda: seeds() == before)

        middle = self.middle_of_arc(0)
        within_image(driver, [middle], then="move")
        press(driver, "s")
        self.until(lambda: self.contours(SLICE)[0]["arcs"][0]["course"] == "straight")
        press(driver, "z")
        self.until(lambda: self.contours(SLICE)[0]["arcs"][0]["course"] == "found")

        within_image(driver, [middle])
        self.until(lambda: len(seeds()) == 5)
        within_image(driver, [seeds()[1]], then="move")
        press(driver, Keys.DELETE)
        self.until(lambda: len(seeds()) == 4)

        area = self.contours(SLICE)[0]["area_mm2"]
        press(driver, "+")
        self.until(lambda: self.contours(SLICE)[0]["area_mm2"] > area + 50)
        press(driver, "z")
        self.until(lambda: abs(self.contours(SLICE)[0]["area_mm2"] - area) < 1)

        press(driver, "b")
        within_image(driver, [(64, 80), (64, 84), (66, 88)], then="drag")
        self.until(lambda: any(c["label"] == 3 and c["name"] != self.contours(SLICE)[0]["name"]
                               for c in self.contours(SLICE))
                   or self.contours(SLICE)[0]["area_mm2"] != area)
        press(driver, "z", "d")
        self.until(lambda: abs(self.contours(SLICE)[0]["area_mm2"] - area) < 1)
        press(driver, "a")
        self.until(lambda: self.contours(SLICE)[0]["review"] == "accepted")

        assert painted_pixels(driver) > 500
        ActionChains(driver).key_down("h").perform()
        self.until(lambda: painted_pixels(driver) == 0)
        ActionChains(driver).key_up("h").perform()
        self.until(lambda: painted_pixels(driver) > 500)

    def keyboard_alone(self):
        driver = self.annotator
        press(driver, Keys.PAGE_DOWN)
        self.until(lambda: driver.execute_script("return location.hash").startswith("#slice=5"))
        press(driver, "k", *[Keys.ARROW_RIGHT] * 8, " ", *[(Keys.SHIFT, Keys.ARROW_DOWN)] * 3, " ",
              *[(Keys.SHIFT, Keys.ARROW_LEFT)] * 3, " ", Keys.ENTER)
        self.until(lambda: [c["is_closed"] for c in self.contours(5)] == [True])
        last = self.contours(5)[0]["seeds"][2]
        press(driver, " ", *[Keys.ARROW_LEFT] * 6, " ")
        self.until(lambda: self.contours(5)[0]["seeds"][2][0] < last[0] - 5)
        press(driver, Keys.ESCAPE)

    def connection_lost(self):
        driver = self.annotator
        press(driver, Keys.PAGE_DOWN)
        self.until(lambda: driver.execute_script("return location.hash").startswith("#slice=6"))
        places = [image_point(driver, *point) for point in ENDOCARDIUM[:3]]
        offline(driver, True)
        for place in places:
            self.click_at(driver, place)
        wait(driver, "document.querySelector('#banner .bad') !== null")
        assert driver.execute_script(
            "return JSON.parse(Object.entries(sessionStorage).find(([key]) => "
            f"key.startsWith('contourist.actions.{self.study}.'))[1]).length") == 3
        offline(driver, False)
        self.until(lambda: [len(c["seeds"]) for c in self.contours(6)] == [3], 30)
        wait(driver, "document.querySelector('#banner .bad') === null")
        press(driver, Keys.ESCAPE)
        # What the browser says of requests that could not be sent is what this chapter is about.
        console_errors(driver)

    def two_people(self):
        driver = self.annotator
        open_study(driver, self.server.url, self.study, 2)
        open_study(self.other, self.server.url, self.study, 2)
        wait(driver, f"document.querySelector('#people').textContent.includes('rita-{self.suffix}')")
        within_image(self.other, [(30, 30)])
        self.until(lambda: len(self.contours(2)) == 1)
        # News of it come to the annotator's page without asking.
        wait(driver, "document.querySelectorAll('#panel .contour').length === 1")
        press(self.other, Keys.ESCAPE)

        places = [image_point(driver, 90, 90)]
        offline(driver, True)
        self.click_at(driver, places[0])
        within_image(self.other, [(40, 90)])
        self.until(lambda: len(self.contours(2, driver=self.other)) == 2)
        offline(driver, False)
        wait(driver, "document.querySelector('#banner').textContent.includes('Not done')", 30)
        assert len(self.contours(2)) == 2
        wait(driver, "document.querySelectorAll('#panel .contour').length === 2")
        console_errors(driver)

    def first_version(self):
        models = [model["name"] for model in self.get("/api/models")]
        if "cardiac-cine" not in models:
            raise AssertionError("the server has no network for hearts: Models/cardiac-cine.onnx")
        driver = self.annotator
        open_study(driver, self.server.url, self.study, SLICE)
        before = self.contours(SLICE)
        click(driver, "First version")
        click_on(driver, "dialog input[type=checkbox]")
        click(driver, "Draw the first version", within="dialog")
        self.until(lambda: any(c["is_machine_made"] for c in self.contours(SLICE)), 120)
        # What a person drew is there as it was.
        [kept] = [c for c in self.contours(SLICE) if c["name"] == before[0]["name"]]
        assert kept["seeds"] == before[0]["seeds"]
        place = self.until(lambda: self.overview()["is_complete"] and self.overview()["next"])[0]
        # In a frame of which nothing is drawn, so that the list begins at its first place.
        open_study(driver, self.server.url, self.study, SLICE, frame=9)
        wait(driver, "document.querySelectorAll('#strip .next li').length > 0")
        press(driver, "n")
        wait(driver, f"location.hash === '#slice={place['slice']}&frame={place['frame']}'")

    def review(self):
        driver, url = self.annotator, self.server.url
        open_study(driver, url, self.study, SLICE)
        click(driver, "Review", within="#panel")
        fill(driver, "#panel textarea", "Half a thought")
        click(driver, "Submit for review")
        self.until(lambda: self.get(f"/api/studies/{self.study}")["status"] == "submitted")

        # What is half written goes with no step but a return.
        wait(driver, "document.querySelector('#top .badge').textContent === 'submitted'")
        assert not self.get(f"/api/studies/{self.study}/comments")
        assert driver.find_element(
            By.CSS_SELECTOR, "#panel textarea").get_attribute("value") == "Half a thought"

        open_study(self.other, url, self.study, SLICE)
        within_image(self.other, [(70, 70)], then="move")
        press(self.other, "c")
        fill(self.other, "#panel textarea", "The lateral wall is a pixel too thick here.")
        click(self.other, "Comment", within="#panel")
        self.until(lambda: len(self.get(f"/api/studies/{self.study}/comments")) == 1)
        comment = self.get(f"/api/studies/{self.study}/comments")[0]
        assert comment["slice"] == SLICE and abs(comment["x"] - 70) < 1, comment
        fill(self.other, "#panel textarea", "See the comment at the lateral wall.")
        click(self.other, "Return with comment")
        self.until(lambda: self.get(f"/api/studies/{self.study}")["status"] == "returned")

        open_study(driver, url, self.study, 0)
        click(driver, "Review", within="#panel")
        click(driver, f"slice {SLICE}", within="#panel .comment")
        wait(driver, f"location.hash.startsWith('#slice={SLICE}')")
        click(driver, "Dealt with", within="#panel .comment")
        click(driver, "Submit for review")
        self.until(lambda: self.get(f"/api/studies/{self.study}")["status"] == "submitted")
        wait(self.other, "document.querySelector('#top .badge').textContent === 'submitted'")
        click(self.other, "Approve", within="#panel")
        self.until(lambda: self.get(f"/api/studies/{self.study}")["status"] == "approved")
        click(driver, "History", within="#panel")
        wait(driver, "document.querySelectorAll('.history li').length > 5")
        lines = [line.text for line in driver.find_elements(By.CSS_SELECTOR, ".history li > :first-child")]
        numbers = [int(line.split()[0]) for line in lines]
        assert numbers == sorted(numbers, reverse=True) and numbers[-1] == 1, numbers
        assert lines[-1].endswith("seed set") and not any("." in line for line in lines), lines

    def consent_and_export(self):
        driver, url = self.annotator, self.server.url
        self.decide(True)
        self.other.get(url + "/exports.html")
        wait(self.other, lambda d: d.find_element(By.ID, "export-format"))
        fill(self.other, "#export-name", "hearts")
        click(self.other, "Make the set")
        address = wait(
            self.other, "document.querySelector('#exports a.button')?.href", 120)
        assert self.status(self.other, address) == 200
        self.decide(False)
        self.other.refresh()
        wait(self.other, lambda d: f"Heart {self.suffix}" in d.find_element(
            By.CSS_SELECTOR, ".withdrawn").text)
        assert not self.other.find_elements(By.CSS_SELECTOR, "#exports a.button")
        assert self.status(self.other, address) == 410
        click(self.other, "Delete", within="#exports")
        fill(self.other, "dialog input", "delete")
        click(self.other, "Delete the training set", within="dialog")
        wait(self.other, "document.querySelector('.notice')?.textContent.includes('set is deleted')")
        driver.get(url + "/studies.html")

    def results(self):
        driver = self.annotator
        driver.get(f"{self.server.url}/results.html?id={self.study}")
        wait(driver, "document.querySelector('#results .downloads') !== null")
        wait(driver, "document.querySelector('[aria-label=\"Each label\"] tbody') !== null", 30)
        wait(driver, "document.querySelector('[aria-label=\"Surfaces\"] canvas') !== null", 30)
        for link in driver.find_elements(By.CSS_SELECTOR, "#results .downloads a"):
            address = link.get_attribute("href")
            assert self.status(driver, address) == 200, address

    def audit_and_end(self):
        driver = self.other
        sign_out(driver, self.server.url)
        sign_in(driver, self.server.url, self.server.name, self.server.password)
        driver.get(self.server.url + "/admin.html")
        wait(driver, "document.querySelectorAll('#audit tbody tr').length > 5")
        click_on(driver, f"[aria-label='Shut the account of anna-{self.suffix}']")
        click(driver, "Shut the account", within="dialog")
        wait(driver, f"document.querySelector(\"[aria-label='Open the account of anna-{self.suffix}']\")")
        self.annotator.get(self.server.url + "/studies.html")
        wait(self.annotator, "location.pathname === '/index.html'")
        driver.get(self.server.url + "/studies.html")
        click(driver, "Delete", within=f"[data-study='{self.study}']")
        fill(driver, "dialog input", "delete")
        click(driver, "Delete the study", within="dialog")
        wait(driver, f"document.querySelector(\"[data-study='{self.study}']\") === null")

    # What the chapters need

    def decide(self, is_given):
        """The annotator gives or withdraws consent in the list of studies."""
        driver = self.annotator
        driver.get(self.server.url + "/studies.html")
        click(driver, "Consent", within=f"[data-study='{self.study}']")
        if is_given:
            wait(driver, "document.querySelectorAll('dialog input[type=checkbox]').length === 2")
            for box in driver.find_elements(By.CSS_SELECTOR, "dialog input[type=checkbox]"):
                box.click()
            click(driver, "Record this decision", within="dialog")
        else:
            click(driver, "Withdraw consent", within="dialog")
        self.until(lambda: self.get(f"/api/studies/{self.study}/consent")["is_given"] == is_given)

    def middle_of_arc(self, arc):
        points = self.contours(SLICE)[0]["arcs"][arc]["points"]
        at = len(points) // 4 * 2
        return points[at], points[at + 1]


if __name__ == "__main__":
    sys.exit(main())
