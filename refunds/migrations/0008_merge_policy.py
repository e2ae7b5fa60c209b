from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("refunds", "0006_policy_numbers"), ("refunds", "0007_merge_20261126_0630")]

    operations = []
