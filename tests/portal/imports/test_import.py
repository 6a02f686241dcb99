"""An import from upload to publication and back, with the real command line and a real database."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from karta.explore.answers import answer
from karta.explore.filters import Filter
from karta.portal.engines.builds.child import run_child
from karta.portal.engines.builds.models import Run
from karta.portal.imports import services
from karta.portal.imports.models import Import
from karta.portal.platform.models import AuditLine
from karta.portal.platform.snapshots import store
from karta.snapshot.reader import open_snapshot

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[3] / "src/karta/sources/sample_employee_bands/shipped/firms.csv"
PERSON = "6101057509"
LIST = "/bg/team/imports/"
SOURCE = {
    "title_bg": "Членове по заетост", "title_en": "Members by staff", "attribution": "Клъстер", "licence": "CC0-1.0",
    "retrieved": "2026-11-20", "rank": "5", "country": "BG",
}  # fmt: skip


@pytest.fixture
def uploads(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


def upload(client: Client, content: bytes, name: str = "firms.csv") -> Import:
    reply = client.post(LIST, {"file": SimpleUploadedFile(name, content)})
    assert reply.status_code == 302
    return Import.objects.latest("pk")


def confirm(client: Client, made: Import, *, source: dict[str, str] | None = None, **changes: str) -> Import:
    """Post the columns page as it stands, with some fields changed."""
    page = client.get(f"{LIST}{made.pk}/")
    posted = {}
    for column in page.context["columns"]:
        posted[f"field-{column['index']}"] = column["chosen"] or "-"
        for setting in ("unit", "year", "decimal"):
            posted[f"{setting}-{column['index']}"] = str(column["set"].get(setting) or "")
    client.post(f"{LIST}{made.pk}/columns/", posted | (source or SOURCE) | changes)
    made.refresh_from_db()
    return made


def act(client: Client, made: Import, action: str, **posted: str) -> Import:
    client.post(f"{LIST}{made.pk}/{action}/", posted)
    made.refresh_from_db()
    return made


def built(client: Client, content: bytes | None = None) -> Import:
    made = confirm(client, upload(client, content or SAMPLE.read_bytes()))
    return act(client, made, "accept", is_public="1")


def rows_on_the_map(**more: list[str]) -> int:
    path = store().current()
    assert path is not None
    asked = Filter.from_params({"source": ["user_chlenove_po_zaetost"], **more})
    return int(answer(open_snapshot(path), asked, limit=0)["count"])


def kept(data: Path) -> list[Path]:
    return sorted(data.glob("raw/user_*/[!.w]*/rows.csv"))


@pytest.mark.django_db(transaction=True)  # real commits, as in life
def test_from_upload_to_publication_and_back(data: Path, keeper: Client) -> None:
    before = store().current()
    made = upload(keeper, SAMPLE.read_bytes())
    assert made.state == "columns"
    assert stat.S_IMODE(made.upload.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.home.stat().st_mode) == 0o700
    made = confirm(keeper, made)
    assert (made.state, made.rows, made.accepted, made.left_out) == ("check", 20, 19, 1)
    assert store().current() == before
    assert kept(data) == []
    made = act(keeper, made, "accept")
    assert made.state == "check"  # without the word that rows become public nothing happens
    made = act(keeper, made, "accept", is_public="1")
    assert (made.state, made.source_id) == ("review", "user_chlenove_po_zaetost")
    assert not made.upload.exists()
    assert [path.parent.name for path in kept(data)] == [made.version]
    page = keeper.get(f"{LIST}{made.pk}/")
    assert page.context["difference"]["counts"]["added"] == 19
    assert page.context["difference"]["reasons"] == [("new_source", 19)]
    assert rows_on_the_map() == 0
    made = act(keeper, made, "publish")
    assert (made.state, made.preview, made.columns) == ("published", {}, [])
    assert rows_on_the_map() == 19
    assert rows_on_the_map(district=["PDV"], headcount_min=["250"]) == 1
    made = act(keeper, made, "undo")
    assert (made.state, store().current(), rows_on_the_map()) == ("review", before, 0)
    made = act(keeper, made, "discard")
    assert (made.state, kept(data), made.home.exists()) == ("discarded", [], False)
    assert [info.name for info in store().list()] == [before.name if before else None]
    assert list(AuditLine.objects.order_by("pk").values_list("action", flat=True)) == [
        "import.uploaded", "import.mapped", "build.asked", "import.accepted", "snapshot.published",
        "snapshot.rolled_back", "import.discarded",
    ]  # fmt: skip


def test_refused_file_says_why_in_both_languages(data: Path, keeper: Client) -> None:
    made = upload(keeper, 'ЕИК,Име\n831902088,"Софарма'.encode())
    assert made.state == "refused"
    assert "Файлът е прекъснат" in keeper.get(f"{LIST}{made.pk}/").content.decode()
    assert "The file breaks off" in keeper.get(f"/en/team/imports/{made.pk}/").content.decode()
    made = act(keeper, made, "discard")
    assert not made.home.exists()


def test_empty_and_large_files(data: Path, keeper: Client, settings: Any) -> None:
    assert upload(keeper, b"").error["code"] == "empty_file"
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    for size, status in ((3 * 512 * 1024, 422), (3 * 1024 * 1024, 413)):  # far over it nothing of it is read
        reply = keeper.post(LIST, {"file": SimpleUploadedFile("large.csv", b"x" * size)})
        assert reply.status_code == status
        if status == 422:
            assert "large.csv е 2 MB, а границата е 1 MB" in reply.content.decode()
    assert Import.objects.count() == 1


def test_reading_differently(data: Path, keeper: Client) -> None:
    made = upload(keeper, "Заглавие;втори;трети\nЕИК;Име;Наети 2023\n831902088;Софарма АД;12\n".encode())
    assert [column["column"] for column in made.columns] == ["Заглавие", "втори", "трети"]
    keeper.post(f"{LIST}{made.pk}/read/", {"header_row": "2", "encoding": "", "delimiter": "", "sheet": ""})
    made.refresh_from_db()
    assert [column["column"] for column in made.columns] == ["ЕИК", "Име", "Наети 2023"]
    keeper.post(f"{LIST}{made.pk}/read/", {"encoding": "windows-1251", "delimiter": "", "sheet": "", "header_row": ""})
    made.refresh_from_db()
    assert (made.state, made.error["code"]) == ("refused", "wrong_encoding")


def test_open_column_stops_and_is_settled(data: Path, keeper: Client) -> None:
    content = "ЕИК;Име;Приходи 2023 (лв.)\n831902088;Софарма АД;12 345\n103267194;Софарма Трейдинг АД;12.345\n"
    made = confirm(keeper, upload(keeper, content.encode()))
    assert made.preview["is_stopped"]
    assert act(keeper, made, "accept", is_public="1").state == "check"
    made = act(keeper, made, "back")
    assert made.state == "columns"
    made = confirm(keeper, made, **{"decimal-2": ","})
    assert (made.preview["is_stopped"], made.accepted) == (False, 2)


def test_licence_that_forbids_publication(data: Path, keeper: Client) -> None:
    made = confirm(keeper, upload(keeper, SAMPLE.read_bytes()), licence="no")
    assert made.state == "columns"
    reply = keeper.post(f"{LIST}{made.pk}/columns/", SOURCE | {"licence": "no"})
    assert reply.status_code == 422
    assert "Картата е публична" in reply.content.decode()


@pytest.mark.once
def test_earlier_mapping_is_offered_for_the_same_columns(data: Path, keeper: Client) -> None:
    first = act(keeper, built(keeper), "publish")
    again = upload(keeper, SAMPLE.read_bytes().replace(b",17\n", b",18\n"), "newer.csv")
    assert again.earlier["source_id"] == first.source_id
    keeper.post(f"{LIST}{again.pk}/earlier/")
    again.refresh_from_db()
    assert (again.state, again.mapping["title"]["en"]) == ("check", "Members by staff")
    again = act(keeper, again, "accept", is_public="1")
    page = keeper.get(f"{LIST}{again.pk}/")
    assert page.context["difference"]["reasons"] == [("newer_version", 1)]
    assert len(kept(data)) == 2


@pytest.mark.once
def test_failed_build_leaves_no_rows_behind(data: Path, keeper: Client) -> None:
    made = confirm(keeper, upload(keeper, SAMPLE.read_bytes()))
    (data / "decisions.jsonl").write_text("not a decision\n", "utf-8")
    made = act(keeper, made, "accept", is_public="1")
    assert (made.state, made.error["code"], kept(data)) == ("check", "bad_decision", [])
    assert made.upload.exists()  # correct what was wrong and go on
    (data / "decisions.jsonl").unlink()
    assert act(keeper, made, "accept", is_public="1").state == "review"


@pytest.mark.once
def test_withdrawn_rows_leave_with_the_next_build(data: Path, keeper: Client) -> None:
    made = act(keeper, built(keeper), "publish")
    made = act(keeper, made, "discard")
    assert (made.state, kept(data), rows_on_the_map()) == ("discarded", [], 19)
    keeper.post("/bg/team/operations/build/")
    name = Run.objects.filter(kind="build").first().result["snapshot"]
    keeper.post(f"/bg/team/operations/snapshots/{name}/publish/")
    assert rows_on_the_map() == 0


@pytest.mark.once
def test_lost_worker_is_told_and_the_import_goes_on(data: Path, keeper: Client, settings: Any) -> None:
    made = confirm(keeper, upload(keeper, SAMPLE.read_bytes()))
    at = timezone.now() - timedelta(minutes=5)
    run = Run.objects.create(kind="build", state="running", asked_at=at, heartbeat_at=at)
    Import.objects.filter(pk=made.pk).update(state="building", run=run)
    page = keeper.get(f"{LIST}{made.pk}/").content.decode()
    assert "Процесът, който изпълняваше това, спря преди края" in page
    made.refresh_from_db()
    run.refresh_from_db()
    assert (made.state, run.state) == ("check", "failed")
    assert act(keeper, made, "accept", is_public="1").state == "review"


@pytest.mark.once
def test_killed_worker_leaves_no_stored_rows_behind(data: Path, keeper: Client) -> None:
    """Killed between storing and building, before it could say what it had stored."""
    made = confirm(keeper, upload(keeper, SAMPLE.read_bytes()))
    at = timezone.now()
    run = Run.objects.create(kind="build", state="running", asked_at=at, started_at=at, heartbeat_at=at)
    arguments = ["import", str(made.upload), "--map", str(made.mapping_file), "--json"]
    run_child(arguments, heard=lambda _: None, beat=lambda: True, seconds=1)
    assert len(kept(data)) == 1
    Run.objects.filter(pk=run.pk).update(heartbeat_at=at - timedelta(minutes=5))
    Import.objects.filter(pk=made.pk).update(state="building", run=run)
    keeper.get(f"{LIST}{made.pk}/")
    made.refresh_from_db()
    assert (made.state, made.error["code"], kept(data)) == ("check", "worker_lost", [])


def test_cancel_before_the_worker_takes_it(data: Path, keeper: Client, settings: Any) -> None:
    made = confirm(keeper, upload(keeper, SAMPLE.read_bytes()))
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    made = act(keeper, made, "accept", is_public="1")
    assert made.state == "building"
    assert "Чака реда си" in keeper.get(f"{LIST}{made.pk}/").content.decode()
    act(keeper, made, "cancel")
    keeper.get(f"{LIST}{made.pk}/")
    made.refresh_from_db()
    assert (made.state, made.run.state) == ("check", "cancelled")


def test_one_build_at_a_time(data: Path, keeper: Client) -> None:
    made = confirm(keeper, upload(keeper, SAMPLE.read_bytes()))
    Run.objects.create(kind="build", state="running", asked_at=timezone.now(), heartbeat_at=timezone.now())
    made = act(keeper, made, "accept", is_public="1")
    assert made.state == "check"


@pytest.mark.once
def test_person_is_kept_nowhere(data: Path, keeper: Client, capfd: Any, tmp_path: Path) -> None:
    people = ["Тайнствен Непознатов", "ЕТ Скрита Търговка"]
    rows = f"{PERSON};{people[0]};5\n;{people[1]};6\n831902088;Софарма АД;1800\n;МБАЛ „Д-р Иван Селимински“ АД;300\n"
    made = upload(keeper, f"ЕИК;Име;Наети 2023\n{rows}".encode())
    pages = [keeper.get(f"{LIST}{made.pk}/").content.decode()]
    made = confirm(keeper, made)
    pages += [keeper.get(f"{LIST}{made.pk}/?rows={which}").content.decode() for which in ("all", "remarks")]
    pages.append(b"".join(keeper.get(f"{LIST}{made.pk}/problems.csv")).decode())
    dump = tmp_path / "dump.json"
    call_command("dumpdata", output=str(dump))
    made = act(keeper, made, "accept", is_public="1")
    pages.append(keeper.get(f"{LIST}{made.pk}/").content.decode())
    act(keeper, made, "publish")
    texts = [*pages, dump.read_text("utf-8"), *capfd.readouterr(), json.dumps(list(Run.objects.values()), default=str)]
    everything = "".join(texts).encode() + b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    for secret in (PERSON, *people):
        assert secret.encode() not in everything
    assert made.accepted == 2
    assert "Селимински".encode() in everything


def test_forgotten_upload_is_deleted(data: Path, keeper: Client) -> None:
    made = upload(keeper, SAMPLE.read_bytes())
    at = timezone.now()
    assert services.purge_forgotten(at=at) == 0
    assert services.purge_forgotten(at=at + timedelta(hours=25)) == 1
    made.refresh_from_db()
    assert (made.state, made.home.exists(), made.columns) == ("discarded", False, [])
    stray = services.uploads() / "of-a-write-that-failed"
    stray.mkdir()
    services.purge_forgotten(at=at)
    assert stray.exists()
    services.purge_forgotten(at=at + timedelta(hours=25))
    assert not stray.exists()


def test_mapping_is_a_file_for_the_command_line(data: Path, keeper: Client) -> None:
    made = confirm(keeper, upload(keeper, SAMPLE.read_bytes()))
    text = keeper.get(f"{LIST}{made.pk}/mapping.yml").content.decode()
    assert "source_id: user_chlenove_po_zaetost" in text
    assert "title: " in text.replace("title:\n", "title: ")


PATHS = ["", "1/", "1/progress/", "1/problems.csv", "1/mapping.yml"]
WRITES = ["", "1/read/", "1/columns/", "1/earlier/", *(f"1/{action}/" for action in
          ("accept", "back", "cancel", "publish", "undo", "discard"))]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), [*(("get", path) for path in PATHS), *(("post", path) for path in WRITES)])
@pytest.mark.usefixtures("demo", "uploads")
def test_only_stewards_pass(client: Client, steward: Any, visitor_account: Any, method: str, path: str) -> None:
    at = timezone.now()
    file = SimpleUploadedFile("firms.csv", SAMPLE.read_bytes())
    made = services.upload(file=file, by=steward, at=at)
    lines = AuditLine.objects.count()
    where = LIST + path.replace("1/", f"{made.pk}/", 1)
    reply = getattr(client, method)(where)
    assert (reply.status_code, reply.url) == (302, f"/bg/account/login/?next={where}")
    client.force_login(visitor_account)
    assert getattr(client, method)(where).status_code == 403
    made.refresh_from_db()
    assert (made.state, Import.objects.count(), AuditLine.objects.count()) == ("reading", 1, lines)


@pytest.mark.usefixtures("demo", "uploads")
def test_services_refuse_who_is_no_steward(steward: Any, visitor_account: Any) -> None:
    at, who = timezone.now(), visitor_account
    made = services.upload(file=SimpleUploadedFile("firms.csv", b"x"), by=steward, at=at)
    writes: list[Any] = [services.accept, services.back_to_columns, services.cancel, services.publish,
                         services.undo_publication, services.discard, services.use_earlier_mapping]  # fmt: skip
    for write in writes:
        with pytest.raises(PermissionDenied):
            write(import_id=made.pk, by=who, at=at)
    with pytest.raises(PermissionDenied):
        services.upload(file=SimpleUploadedFile("firms.csv", b"x"), by=who, at=at)
    with pytest.raises(PermissionDenied):
        services.confirm_columns(import_id=made.pk, mapping={}, by=who, at=at)
    with pytest.raises(PermissionDenied):
        services.read_again(import_id=made.pk, form={}, by=who, at=at)


def test_unknown_import_and_action(data: Path, keeper: Client) -> None:
    assert keeper.get(f"{LIST}999/").status_code == 404
    made = upload(keeper, SAMPLE.read_bytes())
    assert keeper.post(f"{LIST}{made.pk}/explode/").status_code == 404
    assert keeper.get(f"{LIST}{made.pk}/discard/").status_code == 405


@pytest.mark.parametrize("imports", [1, 4])
@pytest.mark.usefixtures("demo", "uploads")
def test_list_query_budget(keeper: Client, steward: Any, imports: int, django_assert_num_queries: Any) -> None:
    for number in range(imports):
        services.upload(file=SimpleUploadedFile(f"{number}.csv", b"a,b\n1,2\n"), by=steward, at=timezone.now())
    with django_assert_num_queries(8):
        assert keeper.get(LIST).content.count(b'<th scope="row">') == imports


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\тайна\\списък.xlsx", "списък.xlsx"),
        ("-rf.csv", "rf.csv"),
        ("", "file"),
        ("a" * 300 + ".csv", "a" * 80 + ".csv"),
    ],
)
def test_file_names_are_made_safe(given: str, safe: str) -> None:
    from karta.portal.imports import rules

    assert rules.file_name(given) == safe


@pytest.mark.once
def test_same_rows_twice_and_the_second_discarded(data: Path, keeper: Client) -> None:
    first = act(keeper, built(keeper), "publish")
    second = built(keeper)
    assert (second.version, second.snapshot) == (first.version, first.snapshot)
    assert keeper.get(f"{LIST}{second.pk}/").context["difference"]["same"]
    act(keeper, second, "discard")
    assert [path.parent.name for path in kept(data)] == [first.version]
    assert rows_on_the_map() == 19
