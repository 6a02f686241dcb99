"""What can go wrong with a back-up. In each case nothing was changed, unless the message says so."""

from __future__ import annotations


class BackupError(Exception):
    """`code` is a stable slug; the message says where, what happened and what to do, in English and Bulgarian."""

    def __init__(self, code: str, message_en: str, message_bg: str) -> None:
        super().__init__(message_en)
        self.code = code
        self.message_en = message_en
        self.message_bg = message_bg


def broken(name: str, why: str) -> BackupError:
    """A file that cannot be trusted."""
    return BackupError(
        "broken_backup",
        f"{name}: not a whole back-up ({why}); nothing was changed. Copy it again, or take an older one",
        f"{name}: не е цяло резервно копие ({why}); нищо не е променено. Копирайте го отново или вземете по-старо",
    )


def missing_program(name: str, package: str) -> BackupError:
    """A program that Debian has and this machine has not."""
    return BackupError(
        "no_program",
        f"{name} is not installed; sudo apt-get install -y {package}, then again",
        f"{name} не е инсталирана; sudo apt-get install -y {package} и опитайте отново",
    )
