"""Every drawing tool in a real browser: what is clicked is compared with what the server then has.

    python3 Tests/Browser/tools.py --binary .build/release/contourist

Prints one JSON line a chapter; the first that fails ends it, with a picture where --pictures says.
"""

import math
import sys
import time

from browser import (
    SAMPLES, By, Keys, Server, arguments, browser, click, click_on, image_point,
    open_study, press, send_file, sign_in, type_into, wait, within_image)
from chapters import Chapters, add_options, changed, painted_pixels, pixel

#: The left ventricle of SampleData/cardiac.nii.gz at end-diastole, voxels.
CENTRE = (77.2, 61.3)
RV, MYO, LV = 1, 2, 3


def main():
    given = arguments(__doc__, add_options)
    with Server(given) as server, browser(visible=given.visible) as driver:
        Tools(server, given, page=driver).tell((
            "sending", "filling_slices", "filling_time", "brush_and_eraser", "painted_runs",
            "regions", "arcs", "labels", "first_version", "next_places", "rejecting",
            "sent_to_network"))


class Tools(Chapters):
    def sending(self):
        sign_in(self.driver, self.server.url, self.server.name, self.server.password)
        self.study = send_file(self.driver, SAMPLES / "cardiac.nii.gz", "Tools", "RV,MYO,LV")

    def filling_slices(self):
        """Drawn in two slices with two between them; I fills these, Z empties them again."""
        driver = self.driver
        for slice_, radius in ((3, 16), (6, 12)):
            self.open(slice_)
            press(driver, "3")
            self.draw_ring(slice_, radius)
        assert not self.contours(4) and not self.contours(5)
        began = time.monotonic()
        press(driver, "i")
        areas = self.until(lambda: [self.area(k, LV) for k in (3, 4, 5, 6)], 20)
        took = time.monotonic() - began
        assert areas[0] > areas[2] > areas[3] and areas[0] * 1.05 > areas[1] > areas[3], areas
        self.go_to(4)
        wait(driver, "document.querySelectorAll('#panel .contour').length === 1")
        wait(driver, "document.querySelector('#strip [data-slice=\"5\"] .state').textContent !== ''")
        assert painted_pixels(driver) > 500
        press(driver, "z")
        self.until(lambda: not self.contours(4) and not self.contours(5))
        wait(driver, "document.querySelector('#panel').textContent.includes('Nothing is drawn here')")
        press(driver, (Keys.SHIFT, "z"))
        self.until(lambda: self.contours(4) and self.contours(5))
        # Nobody does anything: the page asks for nothing.
        time.sleep(2)
        driver.execute_script("performance.clearResourceTimings()")
        time.sleep(2)
        asked = driver.execute_script(
            "return performance.getEntriesByType('resource').map(({ name }) => name)")
        assert len(asked) < 3, asked
        return {"fill_seconds": round(took, 2)}

    def filling_time(self):
        """Carried on through the whole cycle; the curve below and ED and ES follow."""
        driver = self.driver
        self.open(4)
        wait(driver, "document.querySelector('.cine [title*=systole]').disabled")
        press(driver, "3")
        began = time.monotonic()
        press(driver, "p")
        self.until(lambda: len(self.contours(4, 9)) == 1, 60)
        took = time.monotonic() - began
        volumes = self.until(lambda: (now := self.overview())["is_complete"]
                             and now["volumes_ml"][str(LV)], 30)
        assert len(volumes) == 10, volumes
        # The ventricle was drawn at end-diastole and contracts.
        assert min(volumes) < 0.8 * volumes[0], volumes
        # The page shows whole volumes alone, none of a part of the slices.
        wait(driver, "document.querySelectorAll('#bottom .curve circle').length === 10")
        fraction = round(100 * (max(volumes) - min(volumes)) / max(volumes))
        wait(driver, lambda d: f"ejection fraction {fraction}" in self.panel())
        # Of the last frame one slice is left: too few for its small volume to be end-systole.
        drawn = [c for k in range(10) for c in self.contours(k, 9, label=LV)]
        assert len(drawn) > 2, drawn
        for contour in drawn[1:]:
            self.act({"action": "contour.delete", "contour": contour["name"]})
        wait(driver, lambda d: "Left out as drawn in part: frame 9" in self.panel())
        assert f"ejection fraction {fraction}" in self.panel()
        for _ in drawn[1:]:
            self.act({"action": "undo"})
        wait(driver, lambda d: "Left out" not in self.panel())
        click(driver, "ES", within=".cine")
        smallest = volumes.index(min(volumes))
        wait(driver, f"location.hash === '#slice=4&frame={smallest}'")
        wait(driver, "document.querySelector('#top .place').textContent.endsWith('ES')")
        wait(driver, "document.querySelectorAll('#panel .contour').length === 1")
        area = self.contours(4, smallest)[0]["area_mm2"]
        assert str(round(area)) in self.panel().replace("\u2009", ""), (area, self.panel())
        return {"fill_seconds": round(took, 2), "volumes_ml": volumes}

    def brush_and_eraser(self):
        driver = self.driver
        self.open(2, frame=5)
        press(driver, "3", "b")
        wait(driver, "document.querySelector('#panel input[max=\"60\"]').offsetParent !== null")
        before = pixel(driver, image_point(driver, 77, 61))
        began = time.monotonic()
        within_image(driver, [(70, 61), (77, 61), (84, 61)], then="drag")
        area = self.until(lambda: self.area(2, LV, 5))
        took = time.monotonic() - began
        # A stroke of 14 voxels of 1.6 mm and 4 mm radius: 22.4 x 8 mm and two half discs.
        assert abs(area - (22.4 * 8 + math.pi * 16)) < 45, area
        self.until(lambda: changed(before, pixel(driver, image_point(driver, 77, 61))))
        outside = pixel(driver, image_point(driver, 77, 66))
        press(driver, "]", "]")
        radius = float(driver.execute_script(
            "return document.querySelector('#panel input[max=\"60\"]').value"))
        assert abs(radius - 4 * 1.25 ** 2) < 0.3, radius
        within_image(driver, [(70, 61), (84, 61)], then="drag")
        larger = self.until(lambda: (found := self.area(2, LV, 5)) > area + 50 and found)
        self.until(lambda: changed(outside, pixel(driver, image_point(driver, 77, 63))) and True)
        press(driver, "e")
        within_image(driver, [(77, 52), (77, 70)], then="drag")
        self.until(lambda: self.area(2, LV, 5) < larger - 50)
        assert not self.covers(2, LV, (77, 61), 5)
        # What was erased is not shown as filled any more.
        self.until(lambda: not changed(before, pixel(driver, image_point(driver, 77, 61)), 4))
        press(driver, "z", "z", "z")
        self.until(lambda: not self.contours(2, 5))
        press(driver, "d")
        return {"stroke_seconds": round(took, 2)}

    def painted_runs(self):
        """What lies as painted voxels above the contours is shown voxel by voxel."""
        driver = self.driver
        self.open(7, frame=5)
        middle, beside, below = [image_point(driver, *at) for at in ((30, 100), (33.2, 100), (30, 103))]
        before = [pixel(driver, place) for place in (middle, beside, below)]
        # One voxel more to the right than to the left of where it is clicked.
        self.act({"action": "paint", "label": "RV", "slice": 7, "frame": 5,
                  "points": [[30, 100], [31, 100]], "radius_mm": 2})
        runs = self.drawing(7, 5)["runs"]
        painted = {first + n for _, first, count in runs for n in range(count)}
        assert 128 * 100 + 30 in painted and 128 * 103 + 30 not in painted, runs
        # Another page of the same person did it: the news bring it here.
        self.until(lambda: changed(before[0], pixel(driver, middle)))
        assert not changed(before[2], pixel(driver, below), 4)
        assert changed(before[1], pixel(driver, beside)) == (128 * 100 + 33 in painted)
        # Its border is drawn along the voxels' edges, and the list of slices has a word for it.
        left = min(at % 128 for at in painted if at // 128 == 100)
        edge = image_point(driver, left - 0.5, 100)
        self.until(lambda: pixel(driver, edge, 1)[3] > 100, what="no border")
        wait(driver, "document.querySelector('#strip [data-slice=\"7\"] .state').textContent === 'painted'")
        click_on(driver, "[aria-label='Show RV']")
        self.until(lambda: not changed(before[0], pixel(driver, middle), 4))
        assert pixel(driver, edge, 1)[3] < 20
        driver.find_element(By.CSS_SELECTOR, "[aria-label='Show RV']").click()
        self.until(lambda: changed(before[0], pixel(driver, middle)))
        press(driver, "z")
        self.until(lambda: not self.drawing(7, 5)["runs"])

    def regions(self):
        """A click takes the region around it away from a label, or gives it to one."""
        driver = self.driver
        self.open(2)
        press(driver, "3")
        click(driver, "Belongs", within="#panel")
        within_image(driver, [CENTRE])
        wait(driver, "document.querySelector('.notice.error')?.textContent.includes('draw one first')")
        press(driver, "d")
        self.draw_ring(2, 16)
        area, inside = self.area(2, LV), (CENTRE[0] + 9, CENTRE[1])
        assert self.covers(2, LV, inside)
        click(driver, "Not part", within="#panel")
        within_image(driver, [inside])
        smaller = self.until(lambda: (now := self.area(2, LV)) < area and now)
        assert not self.covers(2, LV, inside), "the click is still within the label"
        click(driver, "Belongs", within="#panel")
        within_image(driver, [inside])
        self.until(lambda: self.area(2, LV) > smaller)
        assert self.covers(2, LV, inside), "the click is not within the label"
        press(driver, "z", "z", "d")
        self.until(lambda: self.area(2, LV) == area)
        # The same with a hand on Alt, whatever the tool; and with J at the pointer.
        within_image(driver, [inside], keys=[Keys.SHIFT, Keys.ALT])
        self.until(lambda: not self.covers(2, LV, inside))
        within_image(driver, [inside], keys=[Keys.ALT])
        self.until(lambda: self.covers(2, LV, inside))
        within_image(driver, [inside], then="move")
        press(driver, (Keys.SHIFT, "j"))
        self.until(lambda: not self.covers(2, LV, inside))
        press(driver, "z", "z", "z")
        self.until(lambda: self.area(2, LV) == area)
        return {"area_mm2": area, "without_mm2": smaller}

    def arcs(self):
        """Other way round, straight, pulled, drawn anew."""
        driver = self.driver
        self.open(8)
        press(driver, "2")
        self.draw_ring(8, 9)
        arc = lambda n: self.contours(8)[0]["arcs"][n]
        for key, course in (("o", "other_way"), ("m", "smooth"), ("s", "straight"), ("f", "found")):
            # Away and back, as the line has moved under the pointer.
            within_image(driver, [(20, 20), self.middle(arc(0)["points"])], then="move")
            press(driver, key)
            self.until(lambda course=course: arc(0)["course"] == course, what=course)
        # An arc the other way round goes through other places.
        found = self.middle(arc(0)["points"])
        within_image(driver, [(20, 20), found], then="move")
        press(driver, "o")
        self.until(lambda: arc(0)["course"] == "other_way")
        press(driver, "z")
        self.until(lambda: arc(0)["course"] == "found" and self.middle(arc(0)["points"]) == found)

        area = self.area(8, MYO)
        press(driver, "l")
        out = (CENTRE[0] + 15, CENTRE[1] + 8)
        within_image(driver, [out])
        self.until(lambda: self.distance(8, out) < 1.5, what="the line was not pulled there")
        assert self.area(8, MYO) > area
        press(driver, "z", "d")
        self.until(lambda: abs(self.area(8, MYO) - area) < 2)

        press(driver, "r")
        one, other = self.middle(arc(1)["points"]), self.middle(arc(2)["points"])
        over = ((one[0] + other[0]) / 2 - 8, (one[1] + other[1]) / 2 - 4)
        within_image(driver, [one, over, other])
        self.until(lambda: self.distance(8, over) < 1.5, what="the arc was not drawn anew")
        press(driver, "z", "d")
        self.until(lambda: abs(self.area(8, MYO) - area) < 2)

    def labels(self):
        driver = self.driver
        self.open(8)
        for key, name in (("1", "RV"), ("3", "LV"), ("2", "MYO")):
            press(driver, key)
            wait(driver, "document.querySelector('#panel .choose[aria-pressed=\"true\"] .name')"
                         f".textContent === '{name}'")
        click(driver, "MYO", within="#panel .contour")
        type_into(driver, "#panel .contour select", "R")
        self.until(lambda: [c["label"] for c in self.contours(8)] == [RV])
        wait(driver, "document.querySelector('#panel .contour strong').textContent === 'RV'")
        assert painted_pixels(driver) > 200
        driver.find_element(By.CSS_SELECTOR, "[aria-label='Show RV']").click()
        self.until(lambda: painted_pixels(driver) == 0)
        driver.find_element(By.CSS_SELECTOR, "[aria-label='Show RV']").click()
        within_image(driver, [self.contours(8)[0]["seeds"][0]], then="move")
        press(driver, (Keys.SHIFT, Keys.DELETE))
        self.until(lambda: not self.contours(8))

    def first_version(self):
        """A network draws this frame; what people drew or accepted stays."""
        driver = self.driver
        if "cardiac-cine" not in [model["name"] for model in self.get("/api/models")]:
            raise AssertionError("the server has no network for hearts: Models/cardiac-cine.onnx")
        self.open(4)
        press(driver, "3")
        if not self.contours(4):
            self.draw_ring(4, 15)
        # Filled by a tool or drawn, it is a person's once it is accepted.
        press(driver, "a")
        mine = self.until(lambda: next(
            c for c in self.contours(4, label=LV) if c["review"] == "accepted"))
        began = time.monotonic()
        click(driver, "First version")
        click_on(driver, "dialog input[type=checkbox]")
        click(driver, "Draw the first version", within="dialog")
        drawn = lambda frame: [c for c in self.contours(4, frame) if c["made_by"] == "cardiac-cine"]
        self.until(lambda: drawn(0), 120)
        took = time.monotonic() - began
        assert mine["seeds"] in [c["seeds"] for c in self.contours(4, label=LV)]
        assert not drawn(1), "one frame was asked for"
        wait(driver, "document.querySelectorAll('#panel .contour').length > 1")
        assert "not looked at" in self.panel()
        return {"seconds_to_contours": round(took, 1)}

    def next_places(self):
        """N leads through the places in doubt, the most doubtful first."""
        driver = self.driver
        self.open(9)
        places = self.until(lambda: self.overview()["is_complete"] and self.overview()["next"])
        wait(driver, "document.querySelectorAll('#strip .next li').length > 0")
        for place in places[:3]:
            press(driver, "n")
            wait(driver, f"location.hash === '#slice={place['slice']}&frame={place['frame']}'")
        shown = driver.execute_script(
            "return document.querySelector('#strip .next button').getAttribute('aria-label')")
        first = places[0]
        assert shown.startswith(f"Go to slice {first['slice']}, frame {first['frame']}"), shown
        return {"places": len(places)}

    def rejecting(self):
        """One contour rejected, then with X what is left of the machine's; Z brings it back."""
        driver = self.driver
        made = lambda k: [c["name"] for c in self.contours(k) if c["is_machine_made"]]
        slice_ = next(k for k in (5, 4, 3, 2) if len(made(k)) >= 2)
        self.open(slice_)
        before, kept = made(slice_), [c for c in self.contours(slice_) if not c["is_machine_made"]]
        click_on(driver, f"#panel [data-contour='{before[0]}']")
        click(driver, "Reject", within="#panel .contour.is-selected")
        self.until(lambda: made(slice_) == before[1:])
        press(driver, "x")
        self.until(lambda: not made(slice_))
        assert [c["name"] for c in self.contours(slice_)] == [c["name"] for c in kept]
        wait(driver, f"document.querySelectorAll('#panel .contour').length === {len(kept)}")
        press(driver, "x")
        wait(driver, "document.querySelector('.notice')?.textContent.includes('nothing to reject')")
        press(driver, "z", "z")
        self.until(lambda: made(slice_) == before)
        click(driver, "Accept slice", within="#panel")
        self.until(lambda: {c["review"] for c in self.contours(slice_)} == {"accepted"})
        wait(driver, f"document.querySelector('#strip [data-slice=\"{slice_}\"] .state')"
                     ".textContent.includes('accepted')")

    def sent_to_network(self):
        """An image sent with a network chosen: drawn when it opens, with the network's label."""
        driver = self.driver
        driver.get(self.server.url + "/studies.html")
        wait(driver, "document.querySelector('#upload details') !== null")
        driver.execute_script("document.querySelector('#upload details').open = true")
        wait(driver, "document.querySelectorAll('#upload-model option').length > 1", 20)
        [option] = [one for one in driver.find_elements(By.CSS_SELECTOR, "#upload-model option")
                    if one.text.startswith("brain-tumour")]
        option.click()
        assert "Not for commercial use" in driver.find_element(By.ID, "upload").text
        began = time.monotonic()
        study = send_file(driver, SAMPLES / "tumour.nii.gz", "Sent to a network")
        self.until(lambda: self.get(f"/api/studies/{study}")["positions_drawn"], 60)
        took = time.monotonic() - began
        known = self.get(f"/api/studies/{study}")
        assert [label["name"] for label in known["labels"]] == ["tumour"], known["labels"]
        assert known["positions_to_review"] == known["positions_drawn"]
        # The next one is nobody's again.
        assert driver.find_element(By.ID, "upload-model").get_attribute("value") == ""
        open_study(driver, self.server.url, study)
        press(driver, "n")
        wait(driver, "document.querySelector('#panel .contour')?.textContent"
                     ".includes('brain-tumour, not looked at')")
        return {"seconds_to_contours": round(took, 1)}

    # What the chapters need

    def open(self, slice_, frame=0):
        open_study(self.driver, self.server.url, self.study, slice_, frame)

    def go_to(self, slice_):
        click_on(self.driver, f"#strip [data-slice='{slice_}']")

    def draw_ring(self, slice_, radius):
        """Four clicks on a circle, and one that closes it."""
        around = [(CENTRE[0] + radius * math.cos(a * math.pi / 2),
                   CENTRE[1] + radius * math.sin(a * math.pi / 2)) for a in range(4)]
        for n, point in enumerate(around, 1):
            within_image(self.driver, [point])
            self.until(lambda n=n: len(self.contours(slice_)[0]["seeds"]) == n)
        within_image(self.driver, around[:1])
        self.until(lambda: self.contours(slice_)[0]["is_closed"])

    def area(self, slice_, label, frame=0):
        """Square millimetres of a label in the mask."""
        return self.drawing(slice_, frame)["areas_mm2"][str(label)]

    def covers(self, slice_, label, point, frame=0):
        """Whether a place lies within the closed contours of a label, by the even-odd rule."""
        crossings = 0
        x, y = point
        for contour in self.contours(slice_, frame, label=label):
            points = [p for arc in contour["arcs"] for p in zip(arc["points"][::2], arc["points"][1::2])]
            for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
                if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                    crossings += 1
        return crossings % 2 == 1

    def distance(self, slice_, point):
        """From a place to the nearest point of the slice's lines, voxels."""
        return min(math.dist(point, at) for contour in self.contours(slice_)
                   for arc in contour["arcs"] for at in zip(arc["points"][::2], arc["points"][1::2]))

    def middle(self, points):
        """Of a line x, y, x, y, where it is not near a seed."""
        at = max(len(points) // 4 * 2, 2)
        return (points[at - 2] + points[at]) / 2, (points[at - 1] + points[at + 1]) / 2

    def panel(self):
        return self.driver.find_element(By.ID, "panel").text


if __name__ == "__main__":
    sys.exit(main())
