"""Codes that are summed up are those that the library would make of each address by itself."""

import random
import re
import string

import pytest
import segno

from pwa.qr import qr_code

SITES = [
    "https://guide.example",
    "http://127.0.0.1:8000",
    "https://a-long-name-of-an-organisation.in-some-country.example",
]
SIGNS = string.ascii_lowercase + string.digits


def addresses(count: int) -> list[str]:
    """Make paths as pages have them, and others: of all signs that an address may hold."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    pages = [
        f"/{chance.choice(('en', 'fr', 'nl', 'ar'))}/{''.join(chance.choices(SIGNS, k=4))}"
        for _ in range(count)
    ]
    others = [
        "/" + "".join(chance.choices(string.ascii_letters + string.digits + "-._~%/", k=length))
        for length in (0, 1, 7, 7, 7, 20)
    ]
    return ["/en/", "/fr/", *pages, *others]


def drawn(svg: str) -> list[list[int]]:
    """Return the modules of a picture, row by row."""
    dashes = re.search('stroke-dasharray="([0-9 ]+)"', svg)
    size = re.search('viewBox="0 0 ([0-9]+) ', svg)
    assert dashes
    assert size
    modules = int(size[1]) - 8
    line = [1 - place % 2 for place, run in enumerate(dashes[1].split()) for _ in range(int(run))]
    # Down a column, and back up beside the next one; light at the end of the line is not drawn.
    step = 2 * modules + 1
    line += [0] * (modules * step - len(line))
    columns = [line[at : at + modules] for at in range(0, modules * step, step)]
    return [list(row) for row in zip(*reversed(columns), strict=True)]


@pytest.mark.parametrize("site", SITES)
def test_every_code_is_what_the_library_makes_of_its_address(site: str) -> None:
    """H1: with the mask that all codes of the site share."""
    mask = segno.make_qr(f"{site}/en/a0a0", error="m", boost_error=False).mask
    for path in addresses(200):
        code = qr_code(site, path)
        assert code.address == site + path
        alone = segno.make_qr(site + path, error="m", boost_error=False, mask=mask)
        assert drawn(code.svg) == [list(row) for row in alone.matrix], path
