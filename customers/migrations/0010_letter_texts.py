"""Words of the shop for its letters, news of mail services, and the languages of people."""

import customers.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0009_documents_and_refusals"),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='letter')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('number', models.PositiveIntegerField()),
                ('act', models.CharField(choices=[('draft', 'Draft'), ('use', 'Put in use'), ('reset', 'Back to the delivered text')], max_length=10)),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                ('heading', models.CharField(blank=True, max_length=200, verbose_name='heading')),
                ('body', models.TextField(blank=True, max_length=5000, verbose_name='text')),
                ('why', models.CharField(max_length=300, verbose_name='why')),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='MailNews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('delivered', 'Delivered'), ('delayed', 'Delayed'), ('bounced', 'Bounced'), ('complained', 'Marked as spam')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('event_key', models.CharField(max_length=64)),
                ('happened_at', models.DateTimeField(default=customers.clock.now)),
                ('received_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['happened_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='historicaluser',
            name='language',
            field=models.CharField(blank=True, max_length=10, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='message',
            name='text_number',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='notification',
            name='service_reference',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, max_length=10, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='customer',
            name='language',
            field=models.CharField(blank=True, max_length=10, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='historicalcustomer',
            name='language',
            field=models.CharField(blank=True, max_length=10, verbose_name='language'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('service_reference', ''), _negated=True), fields=['service_reference'], name='notification_service_reference'),
        ),
        migrations.AddField(
            model_name='lettertext',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mailnews',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='news', to='customers.message'),
        ),
        migrations.AddConstraint(
            model_name='lettertext',
            constraint=models.UniqueConstraint(fields=('kind', 'language', 'number'), name='letter_text_number_once'),
        ),
        migrations.AddConstraint(
            model_name='lettertext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'reset'), ('body', '')), models.Q(models.Q(('act', 'reset'), _negated=True), models.Q(('body', ''), _negated=True), models.Q(('subject', ''), _negated=True)), _connector='OR'), name='letter_text_has_words'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lettertext',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='de04dafafc4eb4f11c1df42fedeb53edca895c96', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4def9', table='customers_lettertext', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='mailnews',
            constraint=models.UniqueConstraint(fields=('message', 'event_key'), name='mail_news_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailnews',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='768e9d6a56128307bf88868903c69f58263c4945', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_809b4', table='customers_mailnews', when='BEFORE')),
        ),
    ]
