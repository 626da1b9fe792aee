"""The demo region as a server process, and what tests ask of it besides looking at its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tests.support import LOOPBACK, PATIENCE, Server, environment

PASSWORD = "demo-ecosystem"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Region:
    """A region on a stopped clock, served over the built front end."""

    def __init__(self, database_url: str, var: Path, now: datetime) -> None:
        self.database_url, self.now = database_url, now.astimezone(ZONE)
        self._env = environment(
            var, DATABASE_URL=database_url, DEMO="1", FROZEN_NOW=now.isoformat(), LOG_FORMAT="json"
        )
        self._log = var / "server.log"
        self.server = Server(self._env, self._log).wait()
        self.url = self.server.url
        self._cookies: dict[str, dict[str, str]] = {}

    @contextmanager
    def away(self) -> Iterator[None]:
        """Killed for as long as the block lasts, then started again at the same address."""
        self.server.kill()
        try:
            yield
        finally:
            self.server = Server(self._env, self._log, port=self.server.port).wait()

    def on(self, day: int, clock: str = "00:00") -> datetime:
        """A time of the day that is `day` days after the stopped one."""
        return datetime.combine(self.now.date() + timedelta(days=day), time.fromisoformat(clock), ZONE)

    @contextmanager
    def client(self, who: str | None = None) -> Iterator[httpx.Client]:
        """A client of the API, signed in as a demo person when one is named."""
        with httpx.Client(
            base_url=self.url, headers={"Origin": self.url}, timeout=PATIENCE, verify=LOOPBACK
        ) as client:
            if who:
                body = {"email": f"{who}@demo.example", "password": PASSWORD}
                answer = client.post("/api/session", json=body)
                assert answer.status_code == 201, answer.text
                client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            yield client

    def cookies(self, who: str) -> dict[str, str]:
        """The cookies of a demo person's session, opened once: passwords are slow on purpose."""
        if who not in self._cookies:
            with self.client(who) as client:
                self._cookies[who] = dict(client.cookies)
        return self._cookies[who]

    def machine(self, name: str) -> dict[str, Any]:
        """The card of the machine with exactly this name."""
        with self.client() as client:
            items = client.get("/api/resources", params={"limit": 200}).json()["items"]
        found: dict[str, Any] = next(item for item in items if item["name"] == name)
        return found

    def free(self, day: int, *, minutes: int, category: str, after: str = "08:00") -> tuple[str, datetime]:
        """A machine of a kind and a full hour of the day's work from which it is free that long."""
        asked: dict[str, str | int] = {
            "from": self.on(day, after).isoformat(),
            "to": self.on(day, "18:00").isoformat(),
            "category": category,
            "min_minutes": minutes,
        }
        with self.client() as client:
            for item in client.get("/api/availability", params=asked).json()["items"]:
                for span in item["free"]:
                    starts_at = datetime.fromisoformat(span["starts_at"]).astimezone(ZONE)
                    if starts_at.minute:
                        starts_at = starts_at.replace(minute=0) + timedelta(hours=1)
                    if starts_at + timedelta(minutes=minutes) <= datetime.fromisoformat(span["ends_at"]):
                        return item["name"], starts_at
        raise AssertionError(f"no {category} is free for {minutes} minutes on {self.on(day):%d/%m}")

    def book(self, who: str, name: str, starts_at: datetime, minutes: int) -> dict[str, Any]:
        """Book a machine over the API."""
        body = {
            "resource_id": self.machine(name)["id"],
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(minutes=minutes)).isoformat(),
        }
        with self.client(who) as client:
            answer = client.post("/api/reservations", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def cancel(self, who: str, made: dict[str, Any]) -> None:
        """Cancel a booking over the API."""
        with self.client(who) as client:
            answer = client.delete(f"/api/reservations/{made['id']}")
        assert answer.status_code == 200, answer.text

    def is_free(self, name: str, starts_at: datetime, minutes: int) -> bool:
        """Whether the machine is free for that long from then on."""
        asked: dict[str, str | int] = {
            "from": starts_at.isoformat(),
            "to": (starts_at + timedelta(minutes=minutes)).isoformat(),
            "min_minutes": minutes,
        }
        with self.client() as client:
            items = client.get("/api/availability", params=asked).json()["items"]
        return any(item["name"] == name and item["free"] for item in items)
