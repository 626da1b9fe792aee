"""What is said about families, in the region's languages."""

from ecosystem.directory.words import FAULTS as DIRECTORY
from ecosystem.kernel.errors import FieldError
from ecosystem.kernel.words import Words

ERASED = Words(vi="Đã xoá dữ liệu", en="Erased")
FAULTS: dict[str, Words] = {
    "name": DIRECTORY["name"],
    "email": DIRECTORY["email"],
    "born": Words(
        vi="Ngày sinh của con phải ở quá khứ, và con chưa đủ 18 tuổi",
        en="The date of birth has to be in the past, and the child under 18",
    ),
    "grade": Words(vi="Lớp từ 0 (mẫu giáo) đến 12", en="Grades go from 0 (kindergarten) to 12"),
    "school": Words(vi="Không có trường này trong danh sách", en="There is no such school in the list"),
    "alias": Words(
        vi="Tên gọi tắt cần từ 1 đến 40 ký tự", en="An alias has 1 to 40 characters and no control characters"
    ),
    "phone": Words(
        vi="Số điện thoại gồm chữ số, dấu cách và có thể bắt đầu bằng dấu +",
        en="A telephone number is made of figures and spaces and may begin with +",
    ),
    "note": Words(vi="Ghi chú dài nhất 500 ký tự", en="A note has 500 characters at most"),
    "text_version": Words(vi="Không có bản văn này", en="There is no such text"),
}
KINDS = {
    "parent": Words(vi="cha hoặc mẹ", en="parent"),
    "legal_guardian": Words(vi="người giám hộ", en="legal guardian"),
}


def fault(field: str, code: str, locale: str) -> FieldError:
    """One thing wrong with one field, said in this language."""
    return FieldError(field=field, code=code, message=FAULTS[code].to(locale))
