"""A real SMTP server on 127.0.0.1 that keeps what it is handed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from live import free_port

PATIENCE = 40  # seconds


class Mailbox:
    """`letters`: what was taken. `refusal`: what the server answers to the next recipients instead, or None."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[EmailMessage] = []
        self.refusal: str | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.original_content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def next(self, to: str) -> str:
        """The text of the oldest letter to an address, which is taken out; the worker sends it within seconds."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for letter in list(self.letters):
                if letter["To"] == to:
                    self.letters.remove(letter)
                    return text_of(letter)
            time.sleep(0.2)
        raise TimeoutError(f"no letter to {to} came")

    def links(self) -> list[str]:
        """Addresses in the text of the newest letter."""
        lines = text_of(self.letters[-1]).splitlines()
        return [line.strip() for line in lines if line.startswith("http")]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@contextmanager
def serving_mailbox() -> Iterator[Mailbox]:
    """The server on a free port, until the block ends."""
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
