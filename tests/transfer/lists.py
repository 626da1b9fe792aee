"""Lists for tests, and the way they go over HTTP."""

import base64
import csv
import io

MACHINES = (
    ("Mã", "Tên máy", "Số lượng", "Phòng", "Kiểu"),
    ("1", "Máy cắt laser", "1", "Xưởng", "máy"),
    ("2", "Máy in 3D", "3", "Xưởng", "máy"),
    ("3", "", "1", "Kho", "máy"),
    ("4", "Keo dán", "20", "Kho", "vật tư"),
    ("", "", "", "", ""),
    ("6", "=HYPERLINK(1)", "1", "Kho", "máy"),
)


def as_csv(rows=MACHINES, delimiter=","):
    """The rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


# An edit of whatever stands there.
ANY = {"if-match": "*"}


async def bring(client, content=None, kind="resources", name="list.csv", **more):
    """Bring a list; answers the response."""
    packed = base64.b64encode(as_csv() if content is None else content).decode()
    return await client.post(
        "/api/imports", json={"kind": kind, "file_name": name, "content": packed, **more}
    )


async def through(client, content=None, kind="resources", name="list.csv", change=None, **more):
    """Bring, change, preview and apply a list; answers the import that was previewed and the one applied."""
    made = (await bring(client, content, kind, name, **more)).json()
    url = f"/api/imports/{made['id']}"
    if change:
        answer = await client.patch(url, json=change, headers=ANY)
        assert answer.status_code == 200, answer.text
    tried = await client.post(f"{url}/preview")
    assert tried.status_code == 200, tried.text
    applied = await client.post(f"{url}/apply", json={"digest": tried.json()["digest"]})
    assert applied.status_code == 200, applied.text
    return tried.json(), applied.json()
