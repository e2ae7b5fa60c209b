"""What the shop's systems tell of a payment has one kind more: that its terms were shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disputes", "0002_reference_numbers")]

    operations = [
        migrations.AlterField(
            model_name="paymenttrace",
            name="kind",
            field=models.CharField(
                choices=[
                    ("terms", "Terms shown"),
                    ("purchase", "Purchase"),
                    ("sign_in", "Sign-in"),
                    ("use", "Use"),
                    ("shipment", "Sent"),
                    ("delivery", "Delivered"),
                    ("service", "Service given"),
                    ("notice", "Renewal announced"),
                    ("cancellation", "Canceled"),
                    ("return", "Sent back"),
                ],
                max_length=20,
            ),
        )
    ]
