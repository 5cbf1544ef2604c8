"""The picture that a shared link shows: a page's title on paper, set in the guide's own typefaces.

Drawn at 600 by 315 pixels in sixteen shades: a fiftieth of a photograph's bytes, and quick enough
to draw hundreds in a build.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 600, 315
PAPER, INK, ACCENT = (251, 248, 241), (31, 38, 48), (143, 50, 20)
MARGIN = 40
MOST_LINES = 4
_SHADES = 15  # from paper to ink; the sixteenth is the accent


def card(fonts: Path, title: str, kind: str) -> bytes:
    """Return the PNG of a page's card; `fonts` is the folder of the site's typefaces."""
    sheet = _sheet(fonts, kind).copy()
    draw = ImageDraw.Draw(sheet)
    large = _font(fonts / "alegreya-600.woff2", 46)
    lines = _lines(title, large)
    top = 74 + (MOST_LINES - len(lines)) * 20
    for n, line in enumerate(lines):
        draw.text((MARGIN, top + 46 * n), line, font=large, fill=255)
    return _png(sheet.point(lambda value: value * (_SHADES - 1) // 255))


@cache
def _sheet(fonts: Path, kind: str) -> Image.Image:
    """Return what the cards of a kind have in common."""
    sheet = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(sheet)
    small = _font(fonts / "source-sans-3-400.woff2", 22)
    draw.text((MARGIN, 34), kind, font=small, fill=190)
    draw.text((MARGIN, HEIGHT - 54), "ML Career Atlas", font=small, fill=255)
    return sheet


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _lines(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return the title in lines that fit; what is too long ends in dots."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    lines = [line for line in lines if line]
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"]


def _png(sheet: Image.Image) -> bytes:
    image = Image.frombytes("P", SIZE, sheet.tobytes())
    image.putpalette([*_gradient(), *ACCENT])
    ImageDraw.Draw(image).rectangle((0, 0, WIDTH, 9), fill=_SHADES)
    out = BytesIO()
    image.save(out, "PNG", bits=4, compress_level=6)
    return out.getvalue()


@cache
def _gradient() -> tuple[int, ...]:
    steps = (shade / (_SHADES - 1) for shade in range(_SHADES))
    return tuple(
        round(paper + (ink - paper) * step)
        for step in steps
        for paper, ink in zip(PAPER, INK, strict=True)
    )
