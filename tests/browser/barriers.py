"""What axe finds wrong on a page of the site, in light and in dark.

A page is laid out alike in both, so that only the rules that look at colours need to be asked twice. And of all the
text that has the same colour, size, weight and ground, one piece answers for the rest: a page of the reference has
8,000 pieces of text in thirty such groups, and to look at each of them takes ten times as long as all other rules.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Off by default in axe, because they are new or best practice only.
MORE_RULES = (
    "target-size", "label-content-name-mismatch", "p-as-heading", "table-fake-caption", "td-has-header",
)  # fmt: skip
#: The rules that look at colours.
COLOUR_RULES = ("color-contrast", "link-in-text-block")

# Of text that axe would look at, the first of each kind. Kinds differ by all that contrast can depend on: the text's
# own look, and each layer below it. No other text answers for text of which the ground may not be that of its place
# in the document, as it reaches beyond that or something out of the flow lies in the same spot; nor for text in a
# picture or on one, of which axe can tell nothing.
_ONE_OF_EACH_KIND = """() => {
  const rule = axe._audit.rules.find((one) => one.id === 'color-contrast');
  rule.asks ??= rule.matches;
  rule.stands = new Set();
  const boxes = new Map(), grounds = new Map(), seen = new Set();
  const box = (one) => boxes.get(one) ?? boxes.set(one, one.getBoundingClientRect()).get(one);
  const PLAIN = 'rgba(0, 0, 0, 0)|none|1|none|none|normal|none|none|static|none|none';
  const behind = (one, part) => {
    const look = getComputedStyle(one, part);
    if (look.content === 'none' || look.content === 'normal') return '';
    return [part, look.position, look.backgroundColor, look.backgroundImage, look.opacity, look.display].join('|');
  };
  const ground = (one) => {
    if (!one) return { name: '', edge: null, picture: false };
    if (!grounds.has(one)) {
      const below = ground(one.parentElement), look = getComputedStyle(one);
      const layer = [
        look.backgroundColor, look.backgroundImage, look.opacity, look.filter, look.backdropFilter, look.mixBlendMode,
        look.maskImage, look.clipPath, look.position, look.transform, look.float,
      ].join('|');
      const own = (layer === PLAIN ? '' : layer) + behind(one, '::before') + behind(one, '::after');
      const picture = below.picture || own.includes('url(') || own.includes('gradient(');
      grounds.set(one, own ? { name: `${below.name}/${own}`, edge: one, picture } : below);
    }
    return grounds.get(one);
  };
  const loose = [...document.querySelectorAll('body *')].filter((one) => {
    const look = getComputedStyle(one);
    const offsets = [look.top, look.right, look.bottom, look.left];
    const moved = look.position === 'relative' && offsets.some((offset) => parseFloat(offset));
    const margins = [look.marginTop, look.marginRight, look.marginBottom, look.marginLeft];
    return moved || ['absolute', 'fixed', 'sticky'].includes(look.position) || look.transform !== 'none'
      || look.float !== 'none' || margins.some((margin) => parseFloat(margin) < 0);
  }).map(box).filter((it) => it.width > 1 && it.height > 1);
  const within = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
    && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const kind = (one) => {
    const look = getComputedStyle(one), { name, edge, picture } = ground(one), place = box(one);
    if (picture || one.closest('svg')) return null;
    if ((edge && !within(place, box(edge))) || loose.some((it) => touch(place, it))) return null;
    const single = one.textContent.trim().length < 2;
    return [
      name, look.color, look.fontSize, look.fontWeight, look.textShadow, look.webkitTextStroke, single,
    ].join(';');
  };
  rule.matches = function (one, ...more) {
    const words = [...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim());
    const name = words ? kind(one) : null;
    if (seen.has(name) || !rule.asks.call(this, one, ...more)) return false;
    if (name !== null) {
      seen.add(name);
      rule.stands.add(one);
    }
    return true;
  };
}"""


def prepare(page: Page) -> None:
    """Put axe into a page and open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    page.evaluate(Axe().axe_script)


def barriers(page: Page, *, only_colours: bool = False, each: bool = False) -> list[str]:
    """What axe finds wrong on a prepared page, each in a line; undecided contrast on which others rest is wrong, too.

    Parameters
    ----------
    page
        The page, after `prepare`.
    only_colours
        Ask only the rules that look at colours.
    each
        Look at the contrast of each piece of text, and not at one of each kind.
    """
    options: dict[str, Any] = {"resultTypes": ["violations", "incomplete"], "elementRef": True}
    if only_colours:
        options["runOnly"] = list(COLOUR_RULES)
    else:
        options["rules"] = {name: {"enabled": True} for name in MORE_RULES}
    if not each:
        page.evaluate(_ONE_OF_EACH_KIND)
    found = page.evaluate(
        """async (options) => {
          const { violations, incomplete } = await axe.run(document, options);
          const stands = axe._audit.rules.find((one) => one.id === 'color-contrast').stands ?? new Set();
          // What stands for others has to be decided.
          const undecided = incomplete.filter((one) => one.id === 'color-contrast')
            .map(({ id, nodes }) => ({ id, nodes: nodes.filter((node) => stands.has(node.element)) }));
          return [...violations, ...undecided].flatMap(({ id, nodes }) =>
            nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
        }""",
        options,
    )
    lines: list[str] = found
    return lines


def go_dark(page: Page) -> None:
    """Switch a light page to dark, as its reader does."""
    look = "[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()).length"
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(look), page.evaluate("document.documentElement.scrollHeight")
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Dark mode").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate(ground) != light
    # What is laid out alike needs to be asked about colours alone.
    assert (page.evaluate(look), page.evaluate("document.documentElement.scrollHeight")) == before
