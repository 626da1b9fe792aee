"""What lists in and out refuse."""

from ecosystem.kernel.errors import Conflict, Refused
from ecosystem.kernel.words import Words


class Unreadable(Refused):
    """Nothing can be made of the file."""

    code = "unreadable_file"
    title = Words("Không đọc được tệp", "The file cannot be read")


class BadMapping(Refused):
    """The mapping can't be used."""

    code = "bad_mapping"
    title = Words("Không dùng được cách ghép cột này", "This mapping cannot be used")


class ImportChanged(Conflict):
    """What the list would change is no longer what was shown."""

    code = "import_changed"
    title = Words(
        "Dữ liệu đã thay đổi sau khi xem trước; hãy xem lại rồi áp dụng",
        "Something changed after the preview; look at it again, then apply",
    )


class ImportApplied(Conflict):
    """The list was taken in already."""

    code = "import_applied"
    title = Words("Danh sách này đã được nhập", "This list has been taken in already")


class TooManyRows(Refused):
    """The list is longer than one file may be."""

    code = "too_many_rows"
    title = Words("Danh sách quá dài cho một tệp", "The list is too long for one file")
