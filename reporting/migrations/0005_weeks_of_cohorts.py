"""Sales and refunds by the week of purchase, and what the outlook of an account was worked out from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_months_of_purchase_and_networks")]

    operations = [
        migrations.CreateModel(
            name="CohortWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "measure",
                    models.CharField(
                        choices=[("refunded", "Refunds"), ("charged_back", "Disputes"), ("gross", "Sales")],
                        max_length=20,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("week", models.DateField()),
                ("told_minor", models.BigIntegerField()),
                ("cells", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "currency", "week"), name="cohort_week_once")
                ],
            },
        ),
        migrations.AddField("cashoutlook", "sold_minor", models.BigIntegerField(default=0)),
        migrations.AddField("cashoutlook", "fees_minor", models.BigIntegerField(default=0)),
        migrations.AddField("cashoutlook", "projected", models.JSONField(default=dict)),
        migrations.AddField("cashoutlook", "projected_at", models.DateTimeField(null=True)),
    ]
