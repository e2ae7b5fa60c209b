"""A list of disputes can be kept in the order of what fighting is worth."""

from django.db import migrations, models

ORDER = models.CharField(
    choices=[
        ("due", "What is due first"),
        ("newest", "Newest first"),
        ("oldest", "Oldest first"),
        ("amount", "Largest amount first"),
        ("worth", "Worth most first"),
    ],
    max_length=10,
)


class Migration(migrations.Migration):
    dependencies = [("refunds", "0003_paid_as_told")]

    operations = [
        migrations.AlterField(model_name="historicalsavedview", name="order", field=ORDER),
        migrations.AlterField(model_name="savedview", name="order", field=ORDER),
    ]
