"""Checks every page with axe against WCAG 2.1 A and AA, and that what Tab leads to shows the focus.

    python3 Tests/Browser/accessibility.py --binary .build/release/contourist

Prints one JSON line a page; ends with 1 where anything is violated.
"""

import sys

from axe_core_python.selenium import Axe

from browser import (
    SAMPLES, Keys, Server, arguments, browser, click, open_study, press, say, send_file, sign_in,
    wait)

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
#: Controls of each page that are walked to.
TABS = 25


def main():
    given = arguments(__doc__)
    is_well = True
    with Server(given) as server, browser(visible=given.visible) as driver:
        for name, prepare in pages(server, driver):
            prepare()
            is_well = check(driver, name) and is_well
    return 0 if is_well else 1


def pages(server, driver):
    """Name of each page or dialog, and how to come there; in an order in which each builds on the last."""
    url = server.url
    state = {}

    def go(path, ready):
        return lambda: (driver.get(url + path), wait(driver, ready))

    def list_with_study():
        sign_in(driver, url, server.name, server.password)
        state["study"] = send_file(driver, SAMPLES / "cardiac.nii.gz", "Heart", "RV,MYO,LV")

    def results():
        driver.get(f"{url}/results.html?id={state['study']}")
        wait(driver, "document.querySelector('.downloads') !== null")

    def dialog(open_):
        def prepare():
            if driver.execute_script("return document.querySelector('dialog') !== null"):
                press(driver, Keys.ESCAPE)
                wait(driver, "document.querySelector('dialog') === null")
            open_()
            wait(driver, "document.querySelector('dialog[open]') !== null")
        return prepare

    def review_panel():
        press(driver, Keys.ESCAPE)
        wait(driver, "document.querySelector('dialog') === null")
        click(driver, "Review", within="#panel")

    yield "home", go("/index.html", "document.querySelector('#demo').children.length > 0")
    yield "invitation", go("/invitation.html#x", "document.querySelector('#about').textContent !== ''")
    yield "studies", list_with_study
    yield "consent dialog", dialog(lambda: click(driver, "Consent"))
    yield "first version dialog", dialog(lambda: click(driver, "First version"))
    yield "delete dialog", dialog(lambda: click(driver, "Delete"))
    yield "study", lambda: open_study(driver, url, state["study"], 4)
    yield "keys dialog", dialog(lambda: press(driver, "?"))
    yield "review panel", review_panel
    yield "history panel", lambda: click(driver, "History", within="#panel")
    yield "results", results
    yield "training sets", go("/exports.html", "document.querySelector('#export-format') !== null")
    yield "administration", go("/admin.html", "document.querySelector('#audit tbody tr') !== null")
    yield "account", go("/account.html", "document.querySelector('#who').textContent !== ''")


def check(driver, name):
    found = Axe().run(driver, options=RULES)["violations"]
    violations = [
        {"rule": violation["id"], "impact": violation["impact"],
         "where": [node["target"][0] for node in violation["nodes"]][:4],
         "why": violation["nodes"][0]["failureSummary"].split("\n")[1].strip()}
        for violation in found]
    invisible = controls_without_focus(driver)
    say(page=name, ok=not violations and not invisible, violations=violations,
        focus_not_visible=invisible)
    return not violations and not invisible


def controls_without_focus(driver):
    """Walks with Tab, and names what gets the focus without showing it."""
    driver.execute_script("document.activeElement?.blur()")
    found = []
    for _ in range(TABS):
        press(driver, Keys.TAB)
        name = driver.execute_script("""
            const one = document.activeElement;
            if (!one || one === document.body) return null;
            const styles = [getComputedStyle(one), getComputedStyle(one, '::after')];
            const isShown = styles[0].outlineStyle !== 'none' || styles[1].borderTopStyle === 'solid';
            return isShown ? null : one.outerHTML.slice(0, 80);""")
        if name and name not in found:
            found.append(name)
    return found


if __name__ == "__main__":
    sys.exit(main())
