"""A refund's tax is worked out from its own story: the function no longer walks through the whole ledger for it."""

from django.db import migrations

from reporting.facts import tax_inside


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_weeks_of_cohorts")]

    operations = [migrations.RunSQL(tax_inside.uninstall() + tax_inside.install(), migrations.RunSQL.noop)]
