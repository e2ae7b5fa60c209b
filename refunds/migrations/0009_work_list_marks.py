"""What the work list filters by: products, articles, hints."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0008_step_up_amount"),
        ("customers", "0002_reference_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='refund',
            name='refund_attention',
        ),
        migrations.AddField(
            model_name='refund',
            name='product_kinds',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None),
        ),
        migrations.AddField(
            model_name='refund',
            name='risk_hints',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None),
        ),
        migrations.AddField(
            model_name='refund',
            name='skus',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None),
        ),
        migrations.AlterField(
            model_name='refund',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='customers.customer'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('attention', ''), _negated=True), fields=['decide_by', 'id'], name='refund_attention'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('state__in', ('requested', 'under_review', 'needs_info'))), fields=['decide_by', 'id'], name='refund_due'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('state__in', ('requested', 'under_review', 'needs_info'))), fields=['assignee', 'decide_by', 'id'], name='refund_hands'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['customer', '-created_at', '-id'], name='refund_of_customer'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=django.contrib.postgres.indexes.GinIndex(fields=['risk_hints', 'skus'], name='refund_marks'),
        ),
    ]
