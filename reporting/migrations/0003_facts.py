"""Sums by month of purchase and by network, late payments on the day on which they count, and cheaper marks."""

import django.db.models.deletion
from django.db import migrations, models

from reporting import figure_marks
from reporting.facts import tax_inside

FIGURES = ("disputed", "chargebacks", "warnings")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_reference_numbers_and_marks"), ("customers", "0001_initial")]

    operations = [
        migrations.AddField("figure", "bought", models.CharField(blank=True, default="", max_length=7), False),
        migrations.AddField("figure", "network", models.CharField(blank=True, default="", max_length=20), False),
        *(migrations.AddField("figure", name, models.BigIntegerField(null=True)) for name in FIGURES),
        migrations.RemoveField("networkday", "disputed"),
        migrations.RemoveConstraint("refundedcustomers", "refunded_customers_once"),
        migrations.AddField("refundedcustomers", "side", models.CharField(default="all", max_length=10), False),
        migrations.AddField(
            "refundedcustomers", "value", models.CharField(blank=True, default="", max_length=64), False
        ),
        migrations.AddConstraint(
            "refundedcustomers",
            models.UniqueConstraint(
                fields=["side", "month", "currency", "value", "again"], name="refunded_customers_once"
            ),
        ),
        migrations.RunSQL(  # counted again, with their sides
            "DELETE FROM reporting_refundedcustomers; DELETE FROM reporting_monthscounted", migrations.RunSQL.noop
        ),
        migrations.DeleteModel("CohortFigure"),
        migrations.CreateModel(
            "LatePayment",
            fields=[
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.payment",
                    ),
                ),
            ],
        ),
        migrations.DeleteModel("FigureStep"),
        migrations.CreateModel(
            "FigureStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("definition", models.CharField(max_length=64)),
                ("source", models.SmallIntegerField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["definition", "source", "first", "last"], name="figure_step_once")
                ],
            },
        ),
        figure_marks.operation(),
        *figure_marks.without_numbers(),
        figure_marks.late_until_now(),
        migrations.RunSQL(tax_inside.uninstall() + tax_inside.install(), tax_inside.uninstall()),
    ]
