"""What the first start refuses."""

from ecosystem.kernel.errors import Conflict, Refused
from ecosystem.kernel.words import Words


class SetupLinkSpent(Refused):
    """The link was used, has expired, was replaced by a newer one or never was."""

    code = "setup_link_spent"
    title = Words(
        "Liên kết này đã dùng hoặc đã hết hạn. Khởi động lại máy chủ để có liên kết mới.",
        "This link was used or has expired. Start the server again to get a new one.",
    )


class AlreadyFounded(Conflict):
    """There is a region; an installation is set up once."""

    code = "already_founded"
    title = Words("Hệ thống này đã được thiết lập", "This installation has been set up already")
