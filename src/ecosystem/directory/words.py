"""What the directory says, in the region's languages."""

from ecosystem.kernel.errors import FieldError
from ecosystem.kernel.words import Words

FAULTS: dict[str, Words] = {
    "name": Words(
        vi="Họ tên cần từ 1 đến 200 ký tự, không có ký tự điều khiển",
        en="A name has 1 to 200 characters and no control characters",
    ),
    "email": Words(vi="Đây không phải là địa chỉ email", en="This is not an email address"),
    "locale": Words(
        vi="Ngôn ngữ phải là tiếng Việt (vi) hoặc tiếng Anh (en)",
        en="The language is Vietnamese (vi) or English (en)",
    ),
    "zone": Words(
        vi="Không có múi giờ này; ví dụ đúng: Asia/Ho_Chi_Minh",
        en="There is no such time zone; one that exists is Asia/Ho_Chi_Minh",
    ),
    "slug": Words(
        vi="Tên ngắn chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối",
        en="A short name is made of lower-case letters a to z, digits and single hyphens",
    ),
}


def fault(field: str, code: str, locale: str) -> FieldError:
    """One thing wrong with one field, said in this language."""
    return FieldError(field=field, code=code, message=FAULTS[code].to(locale))
