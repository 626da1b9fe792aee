"""What feeds are refused for."""

from ecosystem.kernel.errors import NotFound, Refused
from ecosystem.kernel.words import Words


class NoSuchFeed(NotFound):
    """There is no such feed, or not for this person."""

    code = "no_such_feed"
    title = Words("Không có kênh lịch này", "There is no such feed")


class TooManyFeeds(Refused):
    """So many addresses at once nobody needs; one that is not used any more can be revoked."""

    code = "too_many_feeds"
    title = Words(
        "Bạn đã có quá nhiều liên kết lịch; hãy thu hồi liên kết không dùng nữa",
        "You have too many calendar links; revoke one that you no longer use",
    )
