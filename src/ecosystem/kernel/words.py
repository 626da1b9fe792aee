"""Text in the region's languages: Vietnamese is the source, English is complete."""

from typing import Any, Literal

from msgspec import Struct

Locale = Literal["vi", "en"]
LOCALES: tuple[Locale, ...] = ("vi", "en")


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in every language; templates use `str.format` fields."""

    vi: str
    en: str

    def to(self, locale: str, **params: Any) -> str:
        """The words in one language, with the template's fields filled in."""
        text = self.en if locale == "en" else self.vi
        return text.format(**params) if params else text

    def filled(self, **params: Any) -> "Words":
        """The template with its fields filled in, in every language."""
        return Words(vi=self.to("vi", **params), en=self.to("en", **params))


def preferred(accept_language: str | None, default: str = "vi") -> Locale:
    """The first language of an Accept-Language header that we speak, else the default."""
    for part in (accept_language or "").split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LOCALES:
            return "en" if tag == "en" else "vi"
    return "en" if default == "en" else "vi"
