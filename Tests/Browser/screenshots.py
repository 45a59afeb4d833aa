"""Pictures of every page, to be looked at.

    python3 Tests/Browser/screenshots.py --binary .build/release/contourist --output pictures/

Each page in 1024 x 700, 1280 x 800 and 1920 x 1080.
"""

import pathlib
import sys

from browser import (
    SAMPLES, Keys, Server, arguments, browser, click, console_errors, open_study, press, say, send_file,
    sign_in, wait, within_image)

SIZES = [(1280, 800), (1920, 1080), (1024, 700)]
SLICE = 4
CONTOURS = [
    ("3", [(86.2, 75.7), (62.4, 67.5), (69.4, 46.6), (87, 49.7)]),
    ("2", [(90, 82), (59, 71), (66, 41), (93, 46)]),
]


def main():
    given = arguments(__doc__, lambda parser: parser.add_argument(
        "--output", type=pathlib.Path, required=True))
    given.output.mkdir(parents=True, exist_ok=True)
    with Server(given) as server:
        study = None
        for size in SIZES:
            with browser(*size, visible=given.visible) as driver:
                study = take(driver, server, study, Pictures(driver, given.output, size))
    return 0


class Pictures:
    def __init__(self, driver, folder, size):
        self.driver, self.folder, self.size = driver, folder, f"{size[0]}x{size[1]}"

    def take(self, name):
        # Two frames, so that what was asked for is drawn.
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))")
        file = self.folder / f"{name}-{self.size}.png"
        self.driver.save_screenshot(str(file))
        overflow = self.driver.execute_script(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth")
        say(picture=file.name, console_errors=console_errors(self.driver), is_too_wide=overflow)


def take(driver, server, study, pictures):
    url = server.url
    driver.get(url + "/index.html")
    wait(driver, "document.querySelector('#demo').children.length > 0")
    pictures.take("home")
    sign_in(driver, url, server.name, server.password)
    study = study or drawn_study(driver, url)
    driver.get(url + "/studies.html")
    wait(driver, "document.querySelector('.study-row img')?.complete")
    pictures.take("studies")
    click(driver, "Consent")
    wait(driver, "document.querySelector('dialog .quoted') !== null")
    pictures.take("consent")
    open_study(driver, url, study, SLICE)
    wait(driver, "document.querySelectorAll('#panel .contour').length === 2")
    pictures.take("study")
    press(driver, "v")
    wait(driver, "!document.querySelector('#side-views').hidden")
    pictures.take("study-across")
    press(driver, "v", "?")
    pictures.take("study-keys")
    press(driver, Keys.ESCAPE)
    click(driver, "Review", within="#panel")
    pictures.take("study-review")
    driver.get(f"{url}/results.html?id={study}")
    wait(driver, "document.querySelector('.downloads') !== null")
    wait(driver, "document.querySelector('[aria-label=\"Each label\"] tbody, "
         "[aria-label=\"Each label\"] p') !== null", 30)
    pictures.take("results")
    for page, ready in (("exports", "#export-format"), ("admin", "#audit tbody tr"), ("account", "#who")):
        driver.get(f"{url}/{page}.html")
        wait(driver, f"document.querySelector('{ready}') !== null")
        pictures.take(page)
    return study


def drawn_study(driver, url):
    """A heart with two contours."""
    study = send_file(driver, SAMPLES / "cardiac.nii.gz", "Heart, short axis", "RV,MYO,LV")
    open_study(driver, url, study, SLICE)
    for n, (key, points) in enumerate(CONTOURS, 1):
        press(driver, key)
        within_image(driver, points)
        press(driver, Keys.ENTER)
        wait(driver, f"window.contouristMetrics.clickToContourMilliseconds.length === {n}")
    return study


if __name__ == "__main__":
    sys.exit(main())
