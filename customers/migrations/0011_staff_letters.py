"""Letters to colleagues, and how each of them wants to hear of notices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0010_letter_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name='historicaluser',
            name='notice_mail',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Once a day'), ('never', 'Never')], default='at_once', max_length=10, verbose_name='notices by mail'),
        ),
        migrations.AddField(
            model_name='message',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='user',
            name='notice_mail',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Once a day'), ('never', 'Never')], default='at_once', max_length=10, verbose_name='notices by mail'),
        ),
        migrations.AlterField(
            model_name='message',
            name='customer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='customers.customer'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('customer__isnull', False), ('person__isnull', True)), models.Q(('customer__isnull', True), ('person__isnull', False)), _connector='OR'), name='message_one_reader'),
        ),
    ]
