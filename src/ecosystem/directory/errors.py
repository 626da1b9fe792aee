"""What the directory refuses."""

from ecosystem.kernel.errors import Conflict, Refused
from ecosystem.kernel.words import Words


class EmailTaken(Conflict):
    """Another person has this address."""

    code = "email_taken"
    title = Words("Địa chỉ email này đã có người dùng", "Another person already has this email address")


class SlugTaken(Conflict):
    """Another organisation has this short name."""

    code = "slug_taken"
    title = Words("Tên ngắn này đã có tổ chức dùng", "Another organisation already has this short name")


class RoleNotThere(Refused):
    """The role can't be held at such a place."""

    code = "role_not_there"
    title = Words("Vai trò này không thể giữ ở nơi như vậy", "This role cannot be held at such a place")
