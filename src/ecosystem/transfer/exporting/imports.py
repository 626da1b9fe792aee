"""Lists that were brought, as a list."""

from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.transfer import queries
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row
from ecosystem.transfer.importing.kinds import KINDS

STATES = {
    "draft": Words("Chưa nhập", "Not imported"),
    "previewed": Words("Chưa nhập", "Not imported"),
    "applied": Words("Đã nhập", "Imported"),
}
_OUTCOMES = {
    "taken": Words("Mới", "New"),
    "updated": Words("Thay đổi", "Changed"),
    "unchanged": Words("Không đổi", "Unchanged"),
    "skipped": Words("Bỏ qua", "Skipped"),
    "refused": Words("Từ chối", "Refused"),
}


async def _imports(session: Session, asked: Asked) -> list[Row]:
    listed = await queries.history(session, actor=asked.actor, locale=asked.locale, limit=asked.most + 1)
    return [
        (
            KINDS[run.kind].label.to(asked.locale),
            run.file_name,
            run.site.name if run.site else None,
            STATES[run.state].to(asked.locale),
            run.rows,
            *((run.counts or {}).get(outcome) for outcome in _OUTCOMES),
            run.created_by.full_name,
            asked.local(run.created_at),
            run.applied_by.full_name if run.applied_by else None,
            asked.local(run.applied_at),
        )
        for run in listed
    ]


IMPORTS = ListOut(
    name="imports",
    label=Words("Các lần nhập", "Past imports"),
    about=Words(
        "Danh sách nào đã được đưa vào, ai nhập, bao nhiêu hàng",
        "Which lists were brought, by whom, and how many rows became what",
    ),
    permission="data:import",
    of_actor=True,
    columns=(
        Words("Loại", "Kind"),
        Words("Tệp", "File"),
        Words("Địa điểm", "Site"),
        Words("Trạng thái", "State"),
        Words("Số hàng", "Rows"),
        *_OUTCOMES.values(),
        Words("Người đưa lên", "Brought by"),
        Words("Đưa lên lúc", "Brought at"),
        Words("Người nhập", "Imported by"),
        Words("Nhập lúc", "Imported at"),
    ),
    rows=_imports,
)
