"""One row that says which state of the public pages is the present one."""

from uuid import uuid4

from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("platform", "PublicState").objects.create(version=uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0005_consents'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.UUIDField()),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
