"""What is wrong with the page in the browser, in words: the checks that no reader of the page should have to make twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.static_files import AXE_PATH

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# target-size (2.5.8) is off in axe unless asked for by name.
AXE_OPTIONS = {"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}

# As a file of the site, which the browser keeps compiled; tells whether axe is there.
BRING_AXE = """path => 'axe' in window || location.protocol !== 'about:' && new Promise(done => {
  const script = document.createElement('script');
  script.onload = () => { script.remove(); done(true); };
  script.onerror = () => { script.remove(); done(false); };
  script.src = path;
  document.head.append(script);
})"""

RUN_AXE = """async options => {
  const {violations} = await axe.run(document, options);
  return violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 4).map(node => node.html.slice(0, 160)).join(' ')}`);
}"""

FRAME = """() => {
  const problems = [], name = el => el.outerHTML.slice(0, 120);
  const count = document.querySelectorAll('h1').length;
  if (count !== 1) problems.push(`${count} h1`);
  if (document.documentElement.lang !== 'fi') problems.push(`lang=${document.documentElement.lang}`);
  if (!/^\\S.* – Laatumatka$/.test(document.title)) problems.push(`title: ${document.title}`);
  for (const el of document.querySelectorAll('a[href=""], a:not([href]), form[action=""]')) problems.push(`leads nowhere: ${name(el)}`);
  for (const el of document.querySelectorAll('[tabindex]')) if (el.tabIndex > 0) problems.push(`out of the order of focus: ${name(el)}`);
  for (const el of document.querySelectorAll('[style], [onclick]')) problems.push(`inline: ${name(el)}`);
  for (const el of document.querySelectorAll(':is([aria-describedby], [aria-labelledby]):not([type=hidden])'))
    for (const id of ['aria-describedby', 'aria-labelledby'].flatMap(key => (el.getAttribute(key) ?? '').split(/\\s+/)))
      if (id && !document.getElementById(id)) problems.push(`no #${id}: ${name(el)}`);
  for (const el of document.querySelectorAll('a[href^="#"]'))
    if (!document.getElementById(el.getAttribute('href').slice(1))) problems.push(`leads to nothing: ${name(el)}`);
  return problems;
}"""

# WCAG 2.5.8: 24 by 24 CSS pixels; a link or button in the middle of a sentence is exempt, a box is pressed by its label too.
TARGETS = """() => {
  const least = 24, problems = [];
  const isAlone = el => {
    let block = el.parentElement;
    while (getComputedStyle(block).display === 'inline') block = block.parentElement;
    return block.innerText.trim() === el.innerText.trim();
  };
  for (const el of document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea')) {
    if (!el.checkVisibility({visibilityProperty: true}) || el.closest('.visually-hidden')) continue;
    if (el.matches('a, button:not(.btn)') && !el.closest('nav') && !isAlone(el)) continue;
    const boxes = [el, ...(el.labels ?? [])].map(part => part.getBoundingClientRect());
    const height = Math.max(...boxes.map(box => box.height)), width = Math.max(...boxes.map(box => box.width));
    const size = `${width.toFixed(1)} × ${height.toFixed(1)}`;
    if (Math.min(height, width) < least - .01) problems.push(`target ${size}: ${el.outerHTML.slice(0, 120)}`);
  }
  return problems;
}"""

# Sideways scroll of the page; text cut off by its box; a box whose content comes out of it. The innermost box is named.
ROOM = """() => {
  const root = document.documentElement, found = new Map();
  for (const el of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(el), scrolls = axis => ['auto', 'scroll'].includes(style[axis]);
    if (style.display === 'inline' || !el.clientWidth || !el.checkVisibility()) continue;
    if (el.matches('input, svg *, .visually-hidden, .visually-hidden *')) continue;
    const over = el.scrollWidth - el.clientWidth, under = el.scrollHeight - el.clientHeight;
    if (over > 1 && !scrolls('overflowX')) found.set(el, `${over} px out at the side`);
    else if (under > parseFloat(style.fontSize) / 2 && !scrolls('overflowY')) found.set(el, `${under} px out below`);
  }
  const innermost = [...found].filter(([el]) => ![...found.keys()].some(other => other !== el && el.contains(other)));
  const problems = innermost.map(([el, what]) => `${what}: ${el.outerHTML.slice(0, 160).replace(/\\s+/g, ' ')}`);
  if (root.scrollWidth > window.innerWidth) problems.push(`${root.scrollWidth} wide in a window of ${window.innerWidth}`);
  return problems;
}"""

TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
SPACE_OUT = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""

SPOIL = """() => {
  const typed = 'input:not([type=hidden]):not([type=submit]), select, textarea';
  const form = [...document.querySelectorAll('main form[method=post]')].find(form => form.checkVisibility() && form.querySelector(typed));
  if (!form) return 0;
  const fields = [...form.querySelectorAll(typed)];
  for (const field of fields) {
    if (field.matches('[type=radio], [type=checkbox]')) { if (field.value !== 'on') { field.value = 'väärin'; field.checked = true; } }
    else if (field.matches('select')) { field.add(new Option('väärin', 'väärin', true, true)); field.value = 'väärin'; }
    else if (field.matches('[type=password]')) field.value = 'a';
    else if (field.matches('[type=file], [type=date], [type=time], [type=number]')) field.value = '';
    else field.value = 'väärin'.repeat(2500);
  }
  form.setAttribute('data-spoiled', '');
  return fields.length;
}"""

SUMMARY = """() => {
  const problems = [], summary = document.querySelector('.error-summary');
  if (!summary) return ['no error summary'];
  if (document.activeElement !== summary) problems.push(`the focus is on ${document.activeElement.outerHTML.slice(0, 80)}`);
  if (!document.title.startsWith('Virhe: ')) problems.push(`title: ${document.title}`);
  const links = [...summary.querySelectorAll('a')];
  for (const item of summary.querySelectorAll('li')) if (!item.innerText.trim()) problems.push('an empty line in the summary');
  for (const link of links) {
    const field = document.getElementById(link.hash.slice(1));
    if (!field?.matches('input:not([type=hidden]), select, textarea')) { problems.push(`no field behind ${link.outerHTML}`); continue; }
    if (!field.checkVisibility()) problems.push(`hidden field behind ${link.outerHTML}`);
    const group = field.closest('fieldset');
    const told = [field, group].some(part => part?.getAttribute('aria-describedby')?.split(' ').some(
      id => document.getElementById(id)?.querySelector('.field-error')));
    if (!told) problems.push(`the field is not described by its error: ${field.outerHTML.slice(0, 160)}`);
    if (field.getAttribute('aria-invalid') !== 'true') problems.push(`not aria-invalid: ${field.outerHTML.slice(0, 160)}`);
  }
  const fields = links.map(link => document.getElementById(link.hash.slice(1))).filter(Boolean);
  if (fields.some((field, n) => n && fields[n - 1].compareDocumentPosition(field) & Node.DOCUMENT_POSITION_PRECEDING))
    problems.push(`not in the order of the page: ${fields.map(field => field.id)}`);
  const shown = document.querySelectorAll('main form .field-error').length;
  if (shown && !links.length) problems.push('no link in the summary');
  return problems;
}"""


def frame_problems(page: Page) -> list[str]:
    page.evaluate("document.fonts.ready.then(() => true)")  # in another font everything has another size
    found: list[str] = page.evaluate(FRAME)
    return found + page.evaluate(TARGETS)


def room_problems(page: Page) -> list[str]:
    found: list[str] = page.evaluate(ROOM)
    return found


def axe_problems(page: Page, options: dict[str, Any] = AXE_OPTIONS) -> list[str]:
    """Return what axe finds; axe is brought to the page unless it is there."""
    if not page.evaluate(BRING_AXE, AXE_PATH):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN_AXE, options)
    return found


def summary_problems(page: Page) -> list[str]:
    found: list[str] = page.evaluate(SUMMARY)
    return found


def spoil(page: Page) -> int:
    """Write something wrong into every field of the page's form; return how many fields there are."""
    fields: int = page.evaluate(SPOIL)
    return fields


def enlarge_text(page: Page) -> None:
    """Set text to 200 %, as browsers do by their own setting (WCAG 1.4.4)."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


@contextmanager
def spaced_out(page: Page) -> Iterator[None]:
    """Set the distances of WCAG 1.4.12 for a while."""
    page.evaluate(SPACE_OUT, TEXT_SPACING)
    yield
    page.evaluate(SPACE_OUT, "")
