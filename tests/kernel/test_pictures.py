"""Pictures: whatever comes in leaves as a plain JPEG of bounded size, or is refused in words."""

import io
from typing import Any

import pytest
from PIL import Image, ImageCms

from ecosystem.kernel import pictures
from ecosystem.kernel.pictures import HeicPicture, NotAPicture, TooManyPixels

ORIENTATION, GPS, LATITUDE = 0x0112, 0x8825, 2


def encoded(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def halves(size=(600, 400), left="red", right="blue") -> Image.Image:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def kept(content: bytes) -> tuple[Image.Image, Image.Image]:
    found = pictures.redrawn(content)
    large, small = Image.open(io.BytesIO(found.large)), Image.open(io.BytesIO(found.small))
    large.load()
    small.load()
    return large, small


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(got - wanted) < 12 for got, wanted in zip(pixel, colour, strict=True))


def test_position_and_everything_else_of_a_photo_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Bình"
    exif.get_ifd(GPS)[LATITUDE] = (10.0, 51.0, 3.0)
    content = encoded(halves(), exif=exif, comment=b"at home", dpi=(300, 300))
    assert [word for word in (b"Camera of", b"at home") if word not in content] == []
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)[LATITUDE]
    for image in kept(content):
        assert image.format == "JPEG"
        assert dict(image.getexif()) == {}
        assert {"exif", "comment", "icc_profile", "xmp", "photoshop"} & set(image.info) == set()
    found = pictures.redrawn(content)
    assert [word for word in (b"Camera of", b"at home", b"Exif") if word in found.large + found.small] == []


@pytest.mark.parametrize(
    ("orientation", "top_left", "size"),
    [(1, "red", (600, 400)), (3, "blue", (600, 400)), (6, "red", (400, 600)), (8, "blue", (400, 600))],
)
def test_a_photo_stands_upright(orientation, top_left, size):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    large, _ = kept(encoded(halves(), exif=exif))
    assert large.size == size
    colours = {"red": (254, 0, 0), "blue": (0, 0, 254)}
    assert near(large.getpixel((20, 20)), colours[top_left])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("given", "large", "small"),
    [
        ((4000, 3000), (1600, 1200), (480, 360)),
        ((900, 3600), (400, 1600), (120, 480)),
        ((300, 200), (300, 200), (300, 200)),
        ((1, 1), (1, 1), (1, 1)),
        ((8000, 3), (1600, 1), (480, 1)),
    ],
)
def test_every_size_ends_within_bounds(kind, given, large, small):
    assert tuple(image.size for image in kept(encoded(Image.new("RGB", given, "green"), kind))) == (
        large,
        small,
    )


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pngs_of_every_mode_are_taken(mode):
    large, _ = kept(encoded(Image.new(mode, (50, 40)), "PNG"))
    assert (large.mode, large.size) == ("RGB", (50, 40))


def test_what_one_sees_through_becomes_white():
    image = Image.new("RGBA", (100, 50), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (50, 0, 100, 50))
    for kind in ("PNG", "WEBP"):
        large, _ = kept(encoded(image, kind))
        assert near(large.getpixel((10, 25)), (255, 255, 255))
        assert near(large.getpixel((90, 25)), (254, 0, 0))


def test_printers_colours_and_profiles_become_those_of_the_screen():
    cmyk, _ = kept(encoded(Image.new("CMYK", (80, 60), (0, 255, 255, 0))))
    assert cmyk.mode == "RGB"
    red: Any = cmyk.getpixel((40, 30))
    assert red[0] > 150
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same, _ = kept(encoded(halves(), icc_profile=profile))
    assert near(same.getpixel((20, 20)), (254, 0, 0))
    broken, _ = kept(encoded(halves(), icc_profile=b"no profile at all"))
    assert near(broken.getpixel((20, 20)), (254, 0, 0))


def test_the_first_frame_of_what_moves_is_kept():
    frames = [Image.new("RGB", (60, 40), "blue")]
    large, _ = kept(
        encoded(Image.new("RGB", (60, 40), "red"), "WEBP", save_all=True, append_images=frames, lossless=True)
    )
    assert near(large.getpixel((30, 20)), (254, 0, 0))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a text that is called photo.jpg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NotAPicture):
        pictures.redrawn(content)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_kinds_are_refused(kind):
    with pytest.raises(NotAPicture):
        pictures.redrawn(encoded(halves(), kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_ends_early_is_refused(kind):
    content = encoded(Image.effect_noise((400, 300), 80).convert("RGB"), kind)
    for part in (0.02, 0.3, 0.9):
        with pytest.raises(NotAPicture):
            pictures.redrawn(content[: int(len(content) * part)])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_picture_is_refused_or_drawn_but_never_a_failure(kind):
    content = bytearray(encoded(Image.effect_noise((200, 150), 80).convert("RGB"), kind))
    for place in range(0, len(content), max(1, len(content) // 150)):
        damaged = bytes(content[:place]) + bytes([content[place] ^ 0xFF]) + bytes(content[place + 1 :])
        try:
            pictures.redrawn(damaged)
        except (NotAPicture, TooManyPixels, HeicPicture):
            continue


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"hevc"])
def test_what_iphones_keep_is_named(brand):
    with pytest.raises(HeicPicture) as refused:
        pictures.redrawn(b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1heic")
    assert [text for text in (refused.value.title.vi, refused.value.title.en) if "HEIC" not in text] == []


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch):
    """A file of some kilobytes that would take gigabytes of memory."""
    bomb = encoded(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 100_000

    def decoded(*_):
        raise AssertionError("the picture was decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)
    with pytest.raises(TooManyPixels):
        pictures.redrawn(bomb)


async def test_reading_does_not_hold_up_the_loop():
    found = await pictures.read(encoded(halves()))
    assert Image.open(io.BytesIO(found.large)).size == (600, 400)
