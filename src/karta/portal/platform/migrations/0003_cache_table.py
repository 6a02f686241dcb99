"""The table of the cache in settings.CACHES: all processes count attempts in it together."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0002_letters_and_keys'),
    ]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
