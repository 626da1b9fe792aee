"""Pictures of two machines of the demo region, drawn here so that they are nobody else's."""

from collections.abc import Callable

from PIL import Image, ImageDraw

from ecosystem.kernel import pictures
from ecosystem.kernel.pictures import Picture

_SIZE = (1200, 800)
_FINER = 2  # drawn at twice the size, since lines are drawn without soft edges
_WALL, _TABLE, _SHADOW = "#e8eef4", "#c9b79c", "#b09d80"
_STEEL, _DARK, _GLASS, _GLOW = "#5d6b7a", "#2c3642", "#9fc3d6", "#e4572e"
_AMBER, _GREEN, _PAPER = "#f2a541", "#3a9d6e", "#f7f4ee"

Draw = Callable[[ImageDraw.ImageDraw], None]


def drawn(name: str) -> Picture:
    """The picture of that name, as the product keeps pictures: `laser` or `printer`."""
    image = Image.new("RGB", (_SIZE[0] * _FINER, _SIZE[1] * _FINER), _WALL)
    canvas = ImageDraw.Draw(image)
    _box(canvas, 0, 620, 1200, 800, _TABLE)
    _box(canvas, 0, 620, 1200, 634, _SHADOW)
    _DRAWINGS[name](canvas)
    return pictures.kept(image.resize(_SIZE, Image.Resampling.LANCZOS))


def _laser(canvas: ImageDraw.ImageDraw) -> None:
    """A cutter with its lid of glass, the head over a sheet of plywood."""
    _box(canvas, 170, 620, 1030, 644, _SHADOW)
    _box(canvas, 180, 230, 1020, 625, _STEEL, radius=26)
    _box(canvas, 215, 265, 985, 500, _DARK, radius=16)
    _box(canvas, 230, 280, 970, 485, _GLASS, radius=10)
    _box(canvas, 330, 430, 870, 470, _TABLE)
    for left in range(360, 860, 100):
        _box(canvas, left, 438, left + 60, 462, _SHADOW, radius=10)
    _box(canvas, 230, 330, 970, 346, _DARK)
    _box(canvas, 560, 312, 640, 376, _PAPER, radius=8)
    _line(canvas, 600, 376, 600, 440, _GLOW, 6)
    _disc(canvas, 600, 442, 9, _AMBER)
    _box(canvas, 215, 525, 560, 590, _DARK, radius=10)
    for number, colour in enumerate((_GREEN, _AMBER, _GLOW)):
        _disc(canvas, 760 + number * 80, 557, 24, colour)
    _box(canvas, 235, 540, 400, 575, _GLASS, radius=6)


def _printer(canvas: ImageDraw.ImageDraw) -> None:
    """A printer in its housing, a vase half done on the bed, a spool beside it."""
    _box(canvas, 330, 620, 870, 644, _SHADOW)
    _box(canvas, 340, 120, 860, 625, _STEEL, radius=26)
    _box(canvas, 380, 165, 820, 545, _DARK, radius=14)
    _box(canvas, 396, 181, 804, 529, _PAPER, radius=8)
    _box(canvas, 396, 255, 804, 269, _STEEL)
    _box(canvas, 560, 235, 640, 315, _DARK, radius=10)
    canvas.polygon(_scaled((580, 315), (620, 315), (604, 345), (596, 345)), fill=_AMBER)
    _box(canvas, 430, 490, 770, 506, _STEEL)
    for layer in range(12):
        half = 44 + abs(layer - 5) * 7
        _box(canvas, 600 - half, 478 - layer * 12, 600 + half, 488 - layer * 12, _GLOW, radius=5)
    _box(canvas, 400, 562, 560, 604, _GLASS, radius=6)
    _disc(canvas, 780, 583, 18, _GREEN)
    _disc(canvas, 975, 520, 105, _GLOW)
    _disc(canvas, 975, 520, 46, _PAPER)
    _disc(canvas, 975, 520, 18, _DARK)


_DRAWINGS: dict[str, Draw] = {"laser": _laser, "printer": _printer}


def _scaled(*points: tuple[int, int]) -> list[tuple[int, int]]:
    return [(x * _FINER, y * _FINER) for x, y in points]


def _box(
    canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, fill: str, *, radius: int = 0
) -> None:
    canvas.rounded_rectangle(_scaled((left, top), (right, bottom)), radius * _FINER, fill=fill)


def _disc(canvas: ImageDraw.ImageDraw, x: int, y: int, radius: int, fill: str) -> None:
    canvas.ellipse(_scaled((x - radius, y - radius), (x + radius, y + radius)), fill=fill)


def _line(canvas: ImageDraw.ImageDraw, x: int, y: int, to_x: int, to_y: int, fill: str, width: int) -> None:
    canvas.line(_scaled((x, y), (to_x, to_y)), fill=fill, width=width * _FINER)
