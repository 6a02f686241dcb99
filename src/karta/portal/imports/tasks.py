"""What the worker does for an import: each is one run of the data half, and then one step further."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from karta.portal.engines.builds import services as builds
from karta.portal.imports import services
from karta.portal.imports.models import Import


@task()
def read_file(import_id: int) -> None:
    """Guess encoding, separator, header and columns."""
    found = Import.objects.get(pk=import_id)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in found.form.items() if value]
    _run(found, ["import", str(found.upload), "--guess", "--json", "--name", found.file_name, *options])


@task()
def check_file(import_id: int) -> None:
    """Read every row by the confirmed mapping; write the list of problems."""
    found = Import.objects.get(pk=import_id)
    _run(found, [*_mapped(found), "--preview", "--problems", str(found.problems_file)])


@task()
def build_import(import_id: int) -> None:
    """Store the good rows as a new version, then build a snapshot with them."""
    found = Import.objects.get(pk=import_id)
    _run(found, _mapped(found), ["build", "--json"])


def _mapped(found: Import) -> list[str]:
    return ["import", str(found.upload), "--map", str(found.mapping_file), "--json", "--name", found.file_name]


def _run(found: Import, *commands: list[str]) -> None:
    if found.run_id is not None:
        builds.execute(found.run_id, *commands)
    services.settle(import_id=found.pk, at=timezone.now())
