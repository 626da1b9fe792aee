"""What the directory says, in the region's languages."""

from ecosystem.kernel.errors import FieldError, Reason
from ecosystem.kernel.words import Words

CLOSED = Words(vi="Tài khoản của bạn đã bị khoá.", en="Your account has been closed.")
CLOSED_BY_SELF = Words(vi="Bạn đã đóng tài khoản của mình.", en="You have closed your account.")
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
    "domain": Words(
        vi="Đây không phải là tên miền email; ví dụ đúng: truong.edu.vn",
        en="This is not a mail domain; one that could be is truong.edu.vn",
    ),
    "domain_anybodys": Words(
        vi="Ai cũng có thể có địa chỉ ở tên miền này, nên không thể dựa vào nó để nhận thành viên",
        en="Anybody can have an address there, so it cannot tell who belongs to an organisation",
    ),
    "domains_many": Words(vi="Tối đa 20 tên miền", en="20 domains at most"),
    "website": Words(
        vi="Địa chỉ trang web bắt đầu bằng https:// và dài tối đa 200 ký tự",
        en="The address of a website begins with https:// and has 200 characters at most",
    ),
    "expires_at": Words(
        vi="Hạn dùng phải ở phía trước và trong vòng một năm",
        en="It has to end in the future and within a year",
    ),
    "until": Words(vi="Vai trò phải kết thúc ở phía trước", en="A role has to end in the future"),
    "reason": Words(
        vi="Bạn cho biết lý do để người xin tham gia hiểu", en="Say why, so that whoever asked understands"
    ),
}


def fault(field: str, code: str, locale: str) -> FieldError:
    """One thing wrong with one field, said in this language."""
    return FieldError(field=field, code=code, message=FAULTS[code].to(locale))


_HANGS = {
    "members": Words(vi="{count} thành viên, kể cả trước đây", en="{count} members, past ones among them"),
    "roles": Words(vi="{count} vai trò được trao ở đây", en="{count} roles held there"),
    "sites": Words(vi="{count} địa điểm do tổ chức quản lý", en="{count} sites that it runs"),
}


def hangs(kind: str, count: int, locale: str) -> Reason:
    """What stands against deleting an organisation, said in this language."""
    return Reason(code=kind, message=_HANGS[kind].to(locale, count=count), params={"count": count})
