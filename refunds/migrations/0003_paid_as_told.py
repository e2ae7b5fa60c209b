"""An event keeps whether it shows its refund as paid, so that its bytes are read once, when it comes.

Of those that came before it is not known; the gateway is asked about them, as about any other.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("refunds", "0002_reference_numbers")]

    operations = [
        migrations.AddField(
            model_name="webhookevent",
            name="says_paid",
            field=models.BooleanField(default=False),
        )
    ]
