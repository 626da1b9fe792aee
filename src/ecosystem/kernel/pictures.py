"""Pictures that people send: decoded and drawn anew, so that nothing else of what came in is kept.

Position, camera and time of a photo are gone, and so is whatever else a file carries. What it is, is
told by decoding it and never by its name.
"""

import io

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from msgspec import Struct
from PIL import Image, ImageCms, ImageOps

from ecosystem.kernel.errors import Refused
from ecosystem.kernel.words import Words

ACCEPTED = ("image/jpeg", "image/png", "image/webp")
MEDIA_TYPE = "image/jpeg"  # of what is kept: the one that previews in every messenger show
MOST_BYTES = 10 * 2**20
MOST_PIXELS = 50_000_000  # decoded, a picture takes three or four bytes for each
LARGE, SMALL = 1600, 480  # longest sides

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82
_AT_ONCE = 1  # a decoded picture takes up to 200 MB, and one core is busy with it for half a second
_BRANDS_OF_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})
_limiter: RunVar[CapacityLimiter] = RunVar("ecosystem_picture_limiter")

# Pillow only warns of what passes its own limit; ours is lower, and what passes it is refused unread.
Image.MAX_IMAGE_PIXELS = None


class NotAPicture(Refused):
    """It can't be decoded as one of the accepted kinds."""

    code = "not_a_picture"
    title = Words(
        "Tệp này không phải ảnh JPEG, PNG hoặc WebP, hoặc đã bị hỏng",
        "This file is no JPEG, PNG or WebP picture, or it is damaged",
    )


class HeicPicture(Refused):
    """A kind that iPhones keep, which browsers can't show."""

    code = "heic_picture"
    title = Words(
        "Chưa nhận ảnh HEIC. Trên iPhone, hãy chọn ảnh từ thư viện ảnh, hoặc vào Cài đặt › Camera › "
        "Định dạng và chọn “Tương thích nhất”",
        "HEIC pictures can't be taken. On an iPhone choose the picture from the photo library, or set "
        "Settings › Camera › Formats to “Most Compatible”",
    )


class TooManyPixels(Refused):
    """Small as a file, too large when decoded."""

    code = "too_many_pixels"
    title = Words(
        f"Ảnh có quá nhiều điểm ảnh (tối đa {MOST_PIXELS // 1_000_000} megapixel)",
        f"The picture has too many pixels ({MOST_PIXELS // 1_000_000} megapixels at most)",
    )


class Picture(Struct, frozen=True):
    """A picture as it is kept: JPEG, its longest side 1600 pixels at most, and 480 for lists."""

    large: bytes
    small: bytes


async def read(content: bytes) -> Picture:
    """What is kept of a file. Raises NotAPicture, HeicPicture, TooManyPixels."""
    return await to_thread.run_sync(redrawn, content, limiter=_limited())


def redrawn(content: bytes) -> Picture:
    """As `read`, in the thread at hand; half a second for what a phone takes."""
    if content[4:8] == b"ftyp" and content[8:12] in _BRANDS_OF_HEIC:
        raise HeicPicture
    try:
        return kept(_drawn(content))
    except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, EOFError) as error:
        # What Pillow's readers raise where a file ends early or contradicts itself.
        raise NotAPicture from error


def kept(image: Image.Image) -> Picture:
    """An image within LARGE as it is stored, with its rendition for lists."""
    small = image.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Picture(_encoded(image), _encoded(small))


def _drawn(content: bytes) -> Image.Image:
    """The first frame upright, within LARGE, in sRGB, on white where one sees through."""
    image: Image.Image
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise TooManyPixels
        # A JPEG is decoded at half or a quarter of its size where that is enough.
        scale = min(1.0, LARGE / max(width, height))
        image.draft("RGB", (max(1, round(width * scale)), max(1, round(height * scale))))
        image.load()
        profile = image.info.get("icc_profile")
        turned = ImageOps.exif_transpose(_reduced(image))
    clean = Image.new("RGB", turned.size, "white")
    if turned.mode == "RGBA":
        clean.paste(turned, mask=turned.getchannel("A"))
    else:
        clean.paste(_in_srgb(turned, profile))
    return clean


def _reduced(image: Image.Image) -> Image.Image:
    """Within LARGE; as RGBA where one sees through, else in its own colours."""
    if image.mode in ("LA", "PA", "RGBa", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours that a browser shows without a profile; a profile that can't be read counts as none."""
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, given, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _encoded(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _limited() -> CapacityLimiter:
    """The limiter of the running loop."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(_AT_ONCE)
        _limiter.set(limiter)
        return limiter
