"""As much room to say why a paper was not made as a file has."""

from __future__ import annotations

from django.db import migrations, models

PAPERS = ("statement", "statementbatch", "monthlypack")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_reference_numbers_and_marks")]

    operations = [
        migrations.AlterField(model, "trouble", models.CharField(blank=True, max_length=500))
        for name in PAPERS
        for model in (name, f"historical{name}")
    ]
