"""The inspection of pages finds what is wrong: each check on a page that breaks it."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.browser.inspection import axe_problems, frame_problems, room_problems, summary_problems

WRONG = """<!doctype html><html lang="en"><title>Laatumatka</title><body><h1>Yksi</h1><h1>Kaksi</h1>
<main><a href="">Peruuta</a> <a href="#puuttuu">Tähän</a> <div tabindex="3" style="width: 2000px">Leveä</div>
<button style="padding: 0; border: 0; font-size: 8px">x</button> <input aria-describedby="poissa">
<div style="width: 50px; overflow: hidden; white-space: nowrap">Teksti, joka ei mahdu laatikkoonsa</div>
<form method="post"><div class="error-summary"><ul><li><a href="#b">B</a></li><li><a href="#a">A</a></li></ul></div>
<input id="a"><input id="b"></form></main>"""


def test_inspection_finds_what_is_wrong(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content(WRONG)
    found = "\n".join(frame_problems(page) + room_problems(page) + summary_problems(page) + axe_problems(page))
    for words in EXPECTED:
        assert words in found, words


EXPECTED = [
    "2 h1",
    "lang=en",
    "title: Laatumatka",
    "leads nowhere: <a href=",
    "leads to nothing: <a href=",
    "out of the order of focus",
    "inline: <div",
    "no #poissa",
    "target ",
    "out at the side: <div style=",
    "wide in a window of",
    "the focus is on",
    "not described by its error",
    "not aria-invalid",
    "not in the order of the page: b,a",
    "label: ",  # axe
]
