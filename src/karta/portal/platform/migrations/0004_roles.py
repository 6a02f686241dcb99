"""The groups of rules.ROLES. Stewards of before held the whole installation: they become administrators as well."""

from django.db import migrations

ROLES = ('member', 'editor', 'curator', 'steward', 'administrator')


def make(apps, schema_editor):
    groups = apps.get_model('auth', 'Group').objects.using(schema_editor.connection.alias)
    made = {role: groups.get_or_create(name=role)[0] for role in ROLES}
    for user in made['steward'].user_set.filter(is_active=True):
        user.groups.add(made['administrator'])


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0003_cache_table'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
