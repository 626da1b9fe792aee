"""A mail server that speaks SMTP over loopback, and letters to send through it."""

import contextlib
import socket
import threading
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from ecosystem.kernel.db import Database
from ecosystem.kernel.words import Words
from ecosystem.notifications.service import Letter, Recipient, notify

MAI = Recipient("Lê Thị Mai", "mai@lab.example", "vi")


class MailServer:
    """Keeps what it is sent; `answer` decides what DATA is answered with, `greeted` hears each connection."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.answer: Callable[[EmailMessage], str] = lambda _: "250 kept"
        self.recipient_answer = "250 fine"
        self.greeted: Callable[[], None] = lambda: None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Refuse connections from now on."""
        with contextlib.suppress(OSError):
            # Closing alone would let the thread that waits take one more.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, connection.makefile("rwb") as stream:

            def say(line: str) -> None:
                stream.write(f"{line}\r\n".encode())
                stream.flush()

            self.greeted()
            say("220 mail.example")
            while line := stream.readline():
                verb = line[:4].upper().strip()
                if verb == b"QUIT":
                    say("221 bye")
                    return
                if verb == b"DATA":
                    say("354 go on")
                    say(self._take(stream.readline))
                else:
                    say(self.recipient_answer if verb == b"RCPT" else "250 fine")

    def _take(self, readline: Callable[[], bytes]) -> str:
        lines = []
        while (line := readline()) != b".\r\n":
            if not line:
                raise ConnectionError("gone in the middle of a letter, which is none then")
            lines.append(line[1:] if line.startswith(b".") else line)
        message = message_from_bytes(b"".join(lines), policy=default)
        self.received.append(message)
        return self.answer(message)


async def write(
    database: Database, *keys: str, to: Recipient = MAI, text: str = "Xin chào", confidential: bool = False
) -> None:
    """Letters in one transaction, one for each key."""

    async def work(session):
        for key in keys:
            letter = Letter(Words(f"Thư {key}", f"Letter {key}"), Words(text, "Hello"), confidential)
            await notify(session, key=key, to=to, letter=letter)

    await database.transact(work)
