"""The map: team types and named teams on two axes, as inline SVG made from the data.

Coordinates are the SVG's own units. Team types are labelled first: a label goes to the nearest of
many sides where it meets no label and no team type, if there is one that also spares named teams.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from atlas.pages.markup import escape


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map: where (0 to 100 on each axis), what it is called, where it leads."""

    across: float
    down: float
    title: str
    note: str
    href: str
    is_type: bool
    is_general: bool = False
    company: str = ""


@dataclass(frozen=True, slots=True)
class Ends:
    """The words at the ends of the two axes."""

    left: str
    right: str
    top: str
    bottom: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle something stands in."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Return whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper a map is drawn on; `em` is the label size, 0 for numbered points."""

    width: int
    height: int
    margin: int
    em: int
    name: str


@dataclass(frozen=True, slots=True)
class Room:
    """What stands on the sheet already: what a label must not meet, and what it had better not."""

    taken: list[Box] = field(default_factory=list)
    spared: list[Box] = field(default_factory=list)


WIDE = Sheet(1000, 720, 40, 14, "wide")
NARROW = Sheet(360, 560, 26, 0, "narrow")
# Mean width of a letter of the label face, in em: measured on the guide's own titles.
LETTER = 0.56
# Half the side of the room a point needs for itself.
REACH = 8


def draw(sheet: Sheet, points: Sequence[Point], ends: Ends) -> Markup:
    """Return the map as an SVG element; every point is a link with its name as text."""
    ordered = sorted(points, key=lambda point: (not point.is_type, point.down, point.across))
    places = [_place(sheet, point) for point in ordered]
    if not sheet.em:
        places = _apart(places)
    room = Room()
    for point, place in zip(ordered, places, strict=True):
        (room.taken if point.is_type else room.spared).append(_around(*place, REACH))
    parts = [
        f'<svg class="atlas-map" viewBox="0 0 {sheet.width} {sheet.height}"',
        f' role="group" aria-labelledby="map-title-{sheet.name}">',
        f'<title id="map-title-{sheet.name}">Kinds of ML team and named teams on two axes:',
        f"{escape(ends.left)} to {escape(ends.right)} from left to right,",
        f"{escape(ends.top)} to {escape(ends.bottom)} from top to bottom</title>",
        *_grid(sheet, ends),
    ]
    for number, (point, place) in enumerate(zip(ordered, places, strict=True), 1):
        parts += _mark(sheet, point, place, number, room)
    return Markup("\n".join([*parts, "</svg>"]))  # noqa: S704


def key(points: Sequence[Point]) -> list[Point]:
    """Return the points in the order of their numbers on the narrow sheet."""
    return sorted(points, key=lambda point: (not point.is_type, point.down, point.across))


def _place(sheet: Sheet, point: Point) -> tuple[float, float]:
    def along(at: float, length: int) -> float:
        return round(sheet.margin + at / 100 * (length - 2 * sheet.margin), 1)

    return along(point.across, sheet.width), along(point.down, sheet.height)


# The side of a numbered square, and some air.
NUMBERED = 21


def _apart(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return places moved just so far that numbered squares on them don't hide each other."""
    moved = [list(place) for place in places]
    for _ in range(40):
        for n, one in enumerate(moved):
            for other in moved[:n]:
                gaps = [NUMBERED - abs(one[axis] - other[axis]) for axis in (0, 1)]
                if min(gaps) > 0:
                    axis = gaps.index(min(gaps))
                    way = 1 if one[axis] >= other[axis] else -1
                    one[axis] += way * gaps[axis] / 2
                    other[axis] -= way * gaps[axis] / 2
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def _around(x: float, y: float, reach: float) -> Box:
    return Box(x - reach, y - reach, x + reach, y + reach)


def _grid(sheet: Sheet, ends: Ends) -> Iterator[str]:
    width, height, margin = sheet.width, sheet.height, sheet.margin
    yield f'<rect class="sheet" x="1" y="1" width="{width - 2}" height="{height - 2}"/>'
    for step in range(1, 10):
        x = round(margin + step / 10 * (width - 2 * margin), 1)
        y = round(margin + step / 10 * (height - 2 * margin), 1)
        middle = " middle" if step == 5 else ""
        lines = f"M{x} {margin}V{height - margin}M{margin} {y}H{width - margin}"
        yield f'<path class="line{middle}" d="{lines}"/>'
    texts = (
        (ends.left, margin / 2, height / 2, -90),
        (ends.right, width - margin / 2, height / 2, 90),
        (ends.top, width / 2, margin / 2, 0),
        (ends.bottom, width / 2, height - margin / 2, 0),
    )
    for text, x, y, turn in texts:
        turned = f' transform="rotate({turn} {x} {y})"' if turn else ""
        yield f'<text class="end" x="{x}" y="{y}"{turned}>{escape(text)}</text>'


def _mark(
    sheet: Sheet, point: Point, place: tuple[float, float], number: int, room: Room
) -> Iterator[str]:
    x, y = place
    kind = ("general" if point.is_general else "type") if point.is_type else "team"
    company = f' data-company="{escape(point.company)}"' if point.company else ""
    yield f'<a class="point {kind}" href="{escape(point.href)}"{company}>'
    yield f"<title>{escape(point.title)}: {escape(point.note)}</title>"
    if sheet.em:
        anchor, label_x, label_y = _label(sheet, point, place, room)
        yield _shape(x, y, point.is_type, 7 if point.is_type else 5)
        yield f'<text x="{label_x}" y="{label_y}" text-anchor="{anchor}">'
        yield f"{escape(point.title)}</text>"
    else:
        yield _shape(x, y, point.is_type, 10)
        yield f'<text class="number" x="{x}" y="{y}" aria-hidden="true">{number}</text>'
    yield "</a>"


def _shape(x: float, y: float, is_type: bool, reach: float) -> str:
    if is_type:
        return f'<rect x="{x - reach}" y="{y - reach}" width="{2 * reach}" height="{2 * reach}"/>'
    return f'<circle cx="{x}" cy="{y}" r="{reach - 1}"/>'


def _label(
    sheet: Sheet, point: Point, place: tuple[float, float], room: Room
) -> tuple[str, float, float]:
    """Return a label's anchor and place, and note the room it takes."""
    x, y = place
    width, em = len(point.title) * sheet.em * LETTER, sheet.em
    starts = {"start": 0.0, "middle": -width / 2, "end": -width}
    near = [
        ("start", x + 12, y + 5), ("end", x - 12, y + 5),
        ("middle", x, y - 13), ("middle", x, y + 24),
        ("start", x + 10, y - 8), ("start", x + 10, y + 19),
        ("end", x - 10, y - 8), ("end", x - 10, y + 19),
    ]  # fmt: skip
    # Where points crowd, further up and down beside the point.
    far = [
        (anchor, x + side, y + 5 + shift)
        for shift in (-24, 28, -38, 42)
        for anchor, side in (("start", 10), ("end", -10), ("middle", 0))
    ]

    def box(side: tuple[str, float, float]) -> Box:
        left = side[1] + starts[side[0]]
        return Box(left, side[2] - 0.8 * em, left + width, side[2] + 0.3 * em)

    own = _around(x, y, REACH)

    def free(box: Box, *obstacles: list[Box]) -> bool:
        inside = box.left > 4 and box.right < sheet.width - 4
        return inside and not any(
            box.meets(other) for each in obstacles for other in each if other != own
        )

    chosen = next(
        (
            side
            for among, obstacles in (
                (near, (room.taken, room.spared)),
                (near, (room.taken,)),
                (far, (room.taken,)),
            )
            for side in among
            if free(box(side), *obstacles)
        ),
        near[0],
    )
    room.taken.append(box(chosen))
    return chosen[0], round(chosen[1], 1), round(chosen[2], 1)
