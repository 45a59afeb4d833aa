"""How long the annotator waits: for the line to the mouse, and from the closing click to the contour.

    python3 Tests/Browser/latency.py --binary .build/release/contourist

A picture of 512 x 512 pixels is made and sent, unless --image names another image.
Ends with 1 where a preview takes 16 ms or more at the 95th percentile, or the contour 50 ms in the median.
"""

import binascii
import math
import pathlib
import statistics
import struct
import sys
import tempfile
import zlib

from browser import (
    Keys, Server, arguments, browser, console_errors, open_study, press, say, send_file, sign_in, wait,
    within_image)

SIZE = 512
PREVIEW_LIMIT = 16.0
CONTOUR_LIMIT = 50.0
ROUNDS = 5


def main():
    given = arguments(__doc__, lambda parser: parser.add_argument("--image", type=pathlib.Path))
    with Server(given) as server, browser(visible=given.visible, has_webgl=False) as driver, \
            tempfile.TemporaryDirectory() as folder:
        image = given.image or disc_picture(pathlib.Path(folder) / "disc.png")
        sign_in(driver, server.url, server.name, server.password)
        study = send_file(driver, image, "Latency", "disc")
        open_study(driver, server.url, study)
        size = driver.execute_async_script(
            "const done = arguments[0]; fetch('/api/studies/' + new URLSearchParams(location.search)"
            ".get('id')).then((answer) => answer.json()).then((study) => done(study.dimensions))")
        for round_ in range(ROUNDS):
            draw_circle(driver, size[0] / 2, size[1] / 2, size[0] * (0.12 + 0.02 * round_), round_ + 1)
        metrics = driver.execute_script("return window.contouristMetrics")
        errors = console_errors(driver)
    preview = sorted(metrics["previewMilliseconds"])
    contour = metrics["clickToContourMilliseconds"]
    facts = {
        "image": size[:2], "previews": len(preview), "preview_median_ms": middle(preview),
        "preview_p95_ms": round(preview[int(0.95 * (len(preview) - 1))], 2),
        "preview_most_ms": round(preview[-1], 2), "contours": len(contour),
        "click_to_contour_median_ms": middle(contour), "click_to_contour_most_ms": round(max(contour), 1),
        "console_errors": errors,
    }
    is_fast = facts["preview_p95_ms"] < PREVIEW_LIMIT and \
        facts["click_to_contour_median_ms"] < CONTOUR_LIMIT
    say(ok=is_fast and not errors, **facts)
    return 0 if is_fast and not errors else 1


def middle(values):
    return round(statistics.median(values), 2)


def draw_circle(driver, x, y, radius, count):
    """Six clicks round a circle, the mouse moving between them, and one that closes."""
    around = [(x + radius * math.cos(a * math.pi / 3), y + radius * math.sin(a * math.pi / 3))
              for a in range(6)]
    for n, point in enumerate(around):
        within_image(driver, [point])
        if n < 5:
            for step in range(1, 8):
                angle = (n + step / 8) * math.pi / 3
                within_image(
                    driver, [(x + radius * math.cos(angle), y + radius * math.sin(angle))], "move")
    within_image(driver, around[:1])
    wait(driver, f"window.contouristMetrics.clickToContourMilliseconds.length === {count}")
    # The next circle begins on no contour.
    press(driver, (Keys.SHIFT, Keys.DELETE))
    wait(driver, "document.querySelectorAll('#panel .contour').length === 0")


def disc_picture(path):
    """Grey discs within each other with some texture, a PNG of 512 x 512 pixels of 8 bits."""
    rows = bytearray()
    for row in range(SIZE):
        rows.append(0)
        for column in range(SIZE):
            distance = math.hypot(column - SIZE / 2, row - SIZE / 2) / SIZE
            texture = 12 * math.sin(column / 7) * math.cos(row / 9)
            rows.append(int(60 + 40 * (distance < 0.42) + 50 * (distance < 0.3)
                            + 60 * (distance < 0.18) + texture))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(
            ">I", binascii.crc32(kind + body))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b""))
    return path


if __name__ == "__main__":
    sys.exit(main())
