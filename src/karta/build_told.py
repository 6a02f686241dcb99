"""What a finished build tells whoever started it, for people and for programs."""

from __future__ import annotations

from typing import Any

from karta.console import err, line, out, text

_LEVELS = ("error", "warning", "notice")


def tell_built(written: Any, *, engine: str, as_json: bool) -> None:
    """Print a build's snapshot, or what failed; `written`: pipeline.write.Written. JSON: one line, the last."""
    if as_json:
        findings = {level: sum(s["findings"][level] for s in written.manifest["sources"]) for level in _LEVELS}
        failed = [check.as_json() for check in written.failed]
        line({"snapshot": written.name, "hash": written.hash, "is_new": written.is_new, "engine": engine,
              "findings": findings, "linking": written.manifest["linking"], "checks_failed": failed})  # fmt: skip
        return
    for check in written.failed:
        err.print(f"[red]✗[/] {text(check.message_en, check.message_bg)}")
    if written.failed:
        err.print(text(f"Not publishable; kept in {written.path}", f"Не може да се публикува; стои в {written.path}"))
        return
    counts = written.manifest["counts"]
    new = text("new", "нова") if written.is_new else text("as before", "както преди")
    word = text("organisations", "организации")
    out.print(f"{written.name} ({new}): {counts['organisations']} {word}")
    _tell_linking(written.manifest["linking"])
    out.print(text("Next: karta publish", "Следва: karta publish"))


def _tell_linking(linking: dict[str, Any]) -> None:
    joined, waiting = linking["rules"].get("model", 0), linking["candidates"]
    if not joined and not waiting:
        return
    most = f"{linking['errors']['same']['at_most']:.1%}"
    least = linking["thresholds"]["same"]
    out.print(
        text(
            f"Joined by name: {joined} records, from probability {least} on, of which at most {most} wrongly; "
            f"{waiting} pairs wait for a person",
            f"Свързани по име: {joined} записа, от вероятност {least} нагоре, от които най-много {most} погрешно; "
            f"{waiting} двойки чакат човек",
        )
    )
