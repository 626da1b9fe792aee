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


def test_a_new_machine_comes_with_its_photo_and_is_not_lost_with_it(visitor: Windows) -> None:
    window = visitor(who="admin")
    source = window.region.machine(PRINTER)["id"]
    page = window.goto(f"/cai-dat/may/moi?from={source}")
    name = "Prusa MK4 có ảnh"
    page.get_by_role("textbox", name="Tên", exact=True).fill(name)
    panel = page.get_by_role("region", name="Ảnh", exact=True)
    panel.locator("input[type=file]").set_input_files(photo())
    assert width(panel.get_by_alt_text("Ảnh vừa chọn")) == 1800
    # The server refuses the photo once: the machine is there all the same, and the photo can be sent again.
    refusal = {
        "type": "about:blank",
        "title": "Ảnh này không đọc được",
        "status": 422,
        "code": "not_a_picture",
    }
    page.route(
        "**/api/resources/*/photo",
        lambda route: route.fulfill(status=422, content_type="application/problem+json", json=refusal),
        times=1,
    )
    page.get_by_role("button", name="Thêm máy").click()
    expect(page.get_by_text(f"{name} đã được thêm; chỉ còn ảnh chưa lưu được.")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="Ảnh này không đọc được")).to_be_visible()
    assert window.region.machine(name)["photo_url"] is None
    assert sound(page, "new-machine-refused") == []
    page.get_by_role("button", name="Lưu ảnh").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    assert (window.region.machine(name)["photo_url"] or "").startswith("/media/")
    # A copy of it takes the photo along.
    page.get_by_role("link", name="Nhân bản").click()
    expect(page.get_by_role("checkbox", name=f"Lấy theo ảnh của {name}")).to_be_checked()
    page.get_by_role("button", name="Thêm máy").click()
    expect(page.get_by_role("heading", level=1, name=f"{name} (bản sao)")).to_be_visible()
    made = [window.region.machine(each) for each in (name, f"{name} (bản sao)")]
    assert len({one["photo_url"] for one in made} - {None}) == 2
    # Out of sight of the other tests.
    with window.region.client("admin") as client:
        for one in made:
            path = f"/api/resources/{one['id']}"
            assert client.patch(path, json={"retired": True}, headers={"if-match": "*"}).status_code == 200


def test_a_member_reports_a_fault_and_staff_answer(visitor: Windows) -> None:
    member, staff = visitor(size="phone", who="student"), visitor(size="phone", who="lab")
    machine = "Prusa MK4 số 2"
    path = f"/may/{member.region.machine(machine)['id']}"

    def report(words: str, *, shown: bool) -> None:
        page = member.goto(path)
        page.get_by_role("button", name=f"Báo hỏng {machine}", exact=True).tap()
        drawer = page.get_by_role("dialog", name=f"Báo hỏng: {machine}")
        drawer.get_by_role("button", name="Gửi cho nhân viên").tap()
        expect(drawer).to_contain_text("Hãy chọn một lỗi ở trên hoặc viết vài chữ.")
        drawer.get_by_text("Kẹt cơ khí").tap()
        drawer.get_by_label("Bạn thấy gì?").fill(words)
        if shown:
            drawer.locator("input[type=file]").set_input_files(photo())
            assert sound(page, "report") == []
        drawer.get_by_role("button", name="Gửi cho nhân viên").tap()
        expect(page.get_by_role("alert").filter(has_text=f"Đã báo hỏng {machine}")).to_be_visible()

    report("Trục X kêu to", shown=True)
    page = staff.goto(f"/hom-nay?site={SITE}")
    broken = page.get_by_role("region", name="Máy hỏng", exact=True)
    expect(broken).to_contain_text("Kẹt cơ khí. Trục X kêu to")
    broken.get_by_role("button", name=f"Xác nhận hỏng {machine}", exact=True).tap()
    drawer = page.get_by_role("dialog", name=f"Báo hỏng: {machine}")
    assert width(drawer.get_by_alt_text(f"Ảnh {machine}")) == 1600
    drawer.get_by_role("button", name="Báo hỏng", exact=True).tap()
    expect(page.get_by_role("alert").filter(has_text=f"{machine} đã ngừng")).to_be_visible()
    assert staff.region.machine(machine)["state"] == "out_of_order"
    # What else is said of it meanwhile can only be dismissed.
    report("Vẫn kẹt", shown=False)
    expect(broken).to_contain_text("Vẫn kẹt")
    expect(broken.get_by_role("button", name=f"Xác nhận hỏng {machine}", exact=True)).to_have_count(0)
    broken.get_by_role("button", name=f"Bỏ qua báo hỏng {machine}", exact=True).tap()
    drawer = page.get_by_role("dialog", name=f"Bỏ qua báo hỏng: {machine}")
    drawer.get_by_label("Lời nhắn cho người báo").fill("Đã biết, đang chờ linh kiện")
    assert sound(page, "report-dismissed") == []
    drawer.get_by_role("button", name="Bỏ qua báo hỏng", exact=True).tap()
    expect(broken).not_to_contain_text("Vẫn kẹt")
    broken.get_by_role("button", name=f"Dùng lại được {machine}", exact=True).tap()
    expect(page.get_by_role("button", name=f"Báo hỏng {machine}", exact=True)).to_be_visible()


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
