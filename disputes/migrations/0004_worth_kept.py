"""Each dispute keeps what fighting is roughly worth, and those that are ours can be walked by it.

The first count of the outcomes after this fills it in.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disputes", "0003_terms_shown")]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="worth_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("state__in", ("inquiry", "needs_response"))),
                fields=["currency", "-worth_minor", "-id"],
                name="dispute_by_worth",
            ),
        ),
    ]
