"""An index from which captured sums are read without touching the payments."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0005_signs_of_life"),
    ]

    operations = [
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['captured_at'], include=('currency', 'captured_minor'), name='payment_by_time'),
        ),
    ]
