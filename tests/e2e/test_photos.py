"""Photos by screen: of a machine in its settings and wherever it is shown, of a fault on the day's screen."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.test_every_page import SCREENSHOTS, overflow, violations
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e
Windows = Callable[..., Visitor]
FOLDER = SCREENSHOTS / "photos"
PRINTER, SITE = "Prusa MK4 số 1", "eiu-fablab"


def photo(left: str = "#2a7f62", right: str = "#f2a541") -> FilePayload:
    """A picture of two colours, as a phone would send it."""
    image = Image.new("RGB", (1800, 1200), left)
    image.paste(right, (900, 0, 1800, 1200))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def width(image: Locator) -> int:
    """Of the picture as it was fetched; 0 where none came."""
    expect(image).to_have_js_property("complete", True)
    return int(image.evaluate("image => image.naturalWidth"))


def sound(page: Page, name: str) -> list[str]:
    page.screenshot(path=FOLDER / f"{name}.png")
    return [*violations(page), *overflow(page)]


def test_a_machine_is_given_a_photo_another_and_none(visitor: Windows) -> None:
    window = visitor(who="admin")
    machine = window.region.machine(PRINTER)["id"]
    page = window.goto(f"/cai-dat/may/{machine}")
    panel = page.get_by_role("region", name="Ảnh", exact=True)
    chooser = panel.locator("input[type=file]")
    expect(chooser).to_have_attribute("accept", "image/jpeg,image/png,image/webp")
    expect(panel).to_contain_text("Chưa có ảnh")
    for wrong, said in (
        ({"name": "a.heic", "mimeType": "image/heic", "buffer": b"x"}, "Chưa nhận ảnh HEIC"),
        ({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"a text"}, "không phải ảnh JPEG"),
        ({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x" * (10 * 2**20 + 1)}, "lớn hơn 10 MB"),
    ):
        chooser.set_input_files(wrong)  # type: ignore[arg-type]
        expect(panel.get_by_role("alert")).to_contain_text(said)
    # What is typed meanwhile stays, and is saved on top of the photo.
    page.get_by_label("Mã tài sản").fill("TS-PRUSA-1")
    chooser.set_input_files(photo())
    assert width(panel.get_by_alt_text("Ảnh vừa chọn")) == 1800
    assert sound(page, "machine-preview") == []
    panel.get_by_role("button", name="Lưu ảnh").click()
    expect(page.get_by_role("alert").filter(has_text="Đã lưu ảnh")).to_be_visible()
    shown = panel.get_by_alt_text(f"Ảnh {PRINTER}")
    assert width(shown) == 1600
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Đã lưu").last).to_be_visible()
    assert window.region.machine(PRINTER)["photo_url"] == shown.get_attribute("src")
    assert sound(page, "machine-settings") == []

    seen = visitor()
    public = seen.goto(f"/may/{machine}")
    assert width(public.get_by_alt_text(f"Ảnh {PRINTER}")) == 1600
    preview = public.locator("meta[property='og:image']").get_attribute("content") or ""
    assert preview.endswith(shown.get_attribute("src") or "-")
    assert sound(public, "machine") == []
    public = seen.goto("/may?q=prusa")
    assert width(public.get_by_role("article").filter(has_text=PRINTER).locator("img")) == 480
    assert sound(public, "catalogue") == []

    panel.get_by_role("button", name="Xoá ảnh").click()
    page.get_by_role("dialog").get_by_role("button", name="Xoá ảnh").click()
    expect(panel).to_contain_text("Chưa có ảnh")
    assert window.region.machine(PRINTER)["photo_url"] is None


def test_a_fault_is_told_with_a_photo(visitor: Windows) -> None:
    window = visitor(size="phone", language="en", who="lab")
    page = window.goto(f"/hom-nay?site={SITE}")
    machine = "Máy quét 3D EinScan Pro HD"
    page.get_by_role("button", name=f"Out of order: {machine}", exact=True).tap()
    drawer = page.get_by_role("dialog", name=f"Out of order: {machine}")
    chooser = drawer.locator("input[type=file]")
    expect(chooser).to_have_attribute("capture", "environment")
    chooser.set_input_files(photo())
    assert width(drawer.get_by_alt_text("The photo just chosen")) == 1800
    assert sound(page, "fault-drawer") == []
    drawer.get_by_role("button", name="Jammed").tap()
    broken = page.get_by_role("region", name="Out of order", exact=True)
    thumbnail = broken.get_by_role("button", name=f"See the photo: {machine}", exact=True)
    assert width(thumbnail.locator("img")) == 480
    thumbnail.scroll_into_view_if_needed()
    assert sound(page, "faults") == []
    thumbnail.tap()
    dialog = page.get_by_role("dialog", name=f"Photo of {machine}")
    shown = dialog.get_by_alt_text(f"Photo of {machine}")
    assert width(shown) == 1600
    first = shown.get_attribute("src") or ""
    assert sound(page, "fault-photo") == []
    # Not for people who only book.
    stranger = visitor(who="student")
    assert stranger.context.request.get(window.region.url + first).status == 404
    dialog.locator("input[type=file]").set_input_files(photo("#444444", "#eeeeee"))
    dialog.get_by_role("button", name="Save photo").tap()
    expect(shown).not_to_have_attribute("src", re.compile(re.escape(first)))
    dialog.get_by_role("button", name="Remove photo").tap()
    page.get_by_role("dialog", name="Remove photo").get_by_role("button", name="Remove photo").tap()
    expect(dialog).to_contain_text("No photo yet")
    dialog.get_by_role("button", name="Close").tap()
    expect(broken.get_by_role("button", name=f"Add a photo: {machine}", exact=True)).to_be_visible()
    broken.get_by_role("button", name=f"Back in order: {machine}", exact=True).tap()
    expect(page.get_by_role("button", name=f"Out of order: {machine}", exact=True)).to_be_visible()
