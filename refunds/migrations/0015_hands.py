"""Answer times, assignment rules, notes, notices and presence."""

import customers.clock
import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import refunds.models.times
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0014_case_page"),
        ("customers", "0011_staff_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, choices=[('changed_mind', 'Changed my mind'), ('not_received', 'It never arrived'), ('damaged', 'It arrived damaged'), ('not_as_described', 'It is not as described'), ('wrong_item', 'I got the wrong thing'), ('duplicate', 'I was charged twice'), ('canceled_service', 'The service was canceled'), ('fraud', 'I did not make this payment'), ('goodwill', 'Goodwill'), ('other', 'Something else')], max_length=30, verbose_name='reason')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('hours', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(720)], verbose_name='working hours to answer')),
                ('remind_hours', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MaxValueValidator(720)], verbose_name='reminder, so many working hours before')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=refunds.models.times.workdays, size=None, verbose_name='working days')),
                ('opens_at', models.TimeField(default=datetime.time(9, 0), verbose_name='work begins at')),
                ('closes_at', models.TimeField(default=datetime.time(17, 0), verbose_name='work ends at')),
                ('holidays_in', models.CharField(blank=True, max_length=2, verbose_name='public holidays of')),
                ('ask_again_days', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='ask the customer again after working days')),
                ('back_after_days', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='then take the case back after working days')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'verbose_name': 'answer time',
                'ordering': ['reason', 'country'],
            },
        ),
        migrations.CreateModel(
            name='AssignmentRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(db_index=True, verbose_name='position')),
                ('reason', models.CharField(blank=True, choices=[('changed_mind', 'Changed my mind'), ('not_received', 'It never arrived'), ('damaged', 'It arrived damaged'), ('not_as_described', 'It is not as described'), ('wrong_item', 'I got the wrong thing'), ('duplicate', 'I was charged twice'), ('canceled_service', 'The service was canceled'), ('fraud', 'I did not make this payment'), ('goodwill', 'Goodwill'), ('other', 'Something else')], max_length=30, verbose_name='reason')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('gateway_account', models.CharField(blank=True, max_length=64, verbose_name='gateway account')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('from_minor', models.BigIntegerField(blank=True, null=True, verbose_name='from this amount on')),
                ('product_kind', models.CharField(blank=True, choices=[('physical', 'Goods'), ('digital', 'Digital'), ('service', 'Service'), ('subscription', 'Subscription'), ('ticket', 'Ticket'), ('shipping', 'Shipping')], max_length=20, verbose_name='product kind')),
                ('role', models.CharField(blank=True, max_length=30, verbose_name='in turn among the role')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'verbose_name': 'assignment rule',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CaseNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=120)),
                ('text', models.TextField(max_length=2000)),
                ('handles', models.JSONField(default=list)),
                ('written_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CasePresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_deciding', models.BooleanField(default=False)),
                ('seen_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalAnswerTime',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('reason', models.CharField(blank=True, choices=[('changed_mind', 'Changed my mind'), ('not_received', 'It never arrived'), ('damaged', 'It arrived damaged'), ('not_as_described', 'It is not as described'), ('wrong_item', 'I got the wrong thing'), ('duplicate', 'I was charged twice'), ('canceled_service', 'The service was canceled'), ('fraud', 'I did not make this payment'), ('goodwill', 'Goodwill'), ('other', 'Something else')], max_length=30, verbose_name='reason')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('hours', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(720)], verbose_name='working hours to answer')),
                ('remind_hours', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MaxValueValidator(720)], verbose_name='reminder, so many working hours before')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=refunds.models.times.workdays, size=None, verbose_name='working days')),
                ('opens_at', models.TimeField(default=datetime.time(9, 0), verbose_name='work begins at')),
                ('closes_at', models.TimeField(default=datetime.time(17, 0), verbose_name='work ends at')),
                ('holidays_in', models.CharField(blank=True, max_length=2, verbose_name='public holidays of')),
                ('ask_again_days', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='ask the customer again after working days')),
                ('back_after_days', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='then take the case back after working days')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical answer time',
                'verbose_name_plural': 'historical answer times',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAssignmentRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('position', models.PositiveIntegerField(db_index=True, verbose_name='position')),
                ('reason', models.CharField(blank=True, choices=[('changed_mind', 'Changed my mind'), ('not_received', 'It never arrived'), ('damaged', 'It arrived damaged'), ('not_as_described', 'It is not as described'), ('wrong_item', 'I got the wrong thing'), ('duplicate', 'I was charged twice'), ('canceled_service', 'The service was canceled'), ('fraud', 'I did not make this payment'), ('goodwill', 'Goodwill'), ('other', 'Something else')], max_length=30, verbose_name='reason')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('gateway_account', models.CharField(blank=True, max_length=64, verbose_name='gateway account')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('from_minor', models.BigIntegerField(blank=True, null=True, verbose_name='from this amount on')),
                ('product_kind', models.CharField(blank=True, choices=[('physical', 'Goods'), ('digital', 'Digital'), ('service', 'Service'), ('subscription', 'Subscription'), ('ticket', 'Ticket'), ('shipping', 'Shipping')], max_length=20, verbose_name='product kind')),
                ('role', models.CharField(blank=True, max_length=30, verbose_name='in turn among the role')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical assignment rule',
                'verbose_name_plural': 'historical assignment rules',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='NoteMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='StaffNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'You were mentioned'), ('hand_over', 'A case was handed to you'), ('reminder', 'An answer is due soon'), ('escalation', 'A case was escalated'), ('decided', 'Your request was decided'), ('no_answer', 'The customer did not answer')], max_length=20)),
                ('sender', models.CharField(blank=True, max_length=200)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('to_mail', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('read_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='asked_at',
            field=models.DateTimeField(null=True, verbose_name='when the customer was asked'),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='calendar_at',
            field=models.DateTimeField(null=True, verbose_name='when the calendar looks at it next'),
        ),
        migrations.AddField(
            model_name='refund',
            name='asked_at',
            field=models.DateTimeField(null=True, verbose_name='when the customer was asked'),
        ),
        migrations.AddField(
            model_name='refund',
            name='calendar_at',
            field=models.DateTimeField(null=True, verbose_name='when the calendar looks at it next'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('calendar_at__isnull', False)), fields=['calendar_at'], name='refund_calendar'),
        ),
        migrations.AddConstraint(
            model_name='answertime',
            constraint=models.UniqueConstraint(fields=('reason', 'country'), name='answer_time_once'),
        ),
        migrations.AddConstraint(
            model_name='answertime',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 720), ('remind_hours__lt', models.F('hours'))), name='answer_time_hours'),
        ),
        migrations.AddConstraint(
            model_name='answertime',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at', datetime.time(0, 0)), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='answer_time_opens_before'),
        ),
        migrations.AddConstraint(
            model_name='answertime',
            constraint=models.CheckConstraint(condition=models.Q(('ask_again_days__gte', 1), ('back_after_days__gte', 1)), name='answer_time_nudges'),
        ),
        migrations.AddField(
            model_name='assignmentrule',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignment_rules', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casenote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_notes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casenote',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='casepresence',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casepresence',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='historicalanswertime',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalassignmentrule',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalassignmentrule',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notemention',
            name='note',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='refunds.casenote'),
        ),
        migrations.AddField(
            model_name='notemention',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentioned_in', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffnotice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffnotice',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_notices', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='turn',
            name='last_person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='turn',
            name='rule',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='turn', to='refunds.assignmentrule'),
        ),
        migrations.AddConstraint(
            model_name='assignmentrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('role', '')), models.Q(('person__isnull', True), models.Q(('role', ''), _negated=True)), _connector='OR'), name='assignment_rule_one_target'),
        ),
        migrations.AddConstraint(
            model_name='assignmentrule',
            constraint=models.CheckConstraint(condition=models.Q(('from_minor__isnull', True), models.Q(('from_minor__gt', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='assignment_rule_amount_has_currency'),
        ),
        migrations.AddIndex(
            model_name='casenote',
            index=models.Index(fields=['refund', 'id'], name='note_of_refund'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casenote',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='04f3a923dde081927847b822f29e7b69ce6b3a72', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3587f', table='refunds_casenote', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='casepresence',
            constraint=models.UniqueConstraint(fields=('refund', 'person'), name='presence_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalanswertime',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8496dd5804dedd6351daac0d3b6a21e004c59756', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_df0a9', table='refunds_historicalanswertime', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalassignmentrule',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e83b1ebc69eb6fb7c1abe369ddaaba52034d50e3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bbe18', table='refunds_historicalassignmentrule', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='notemention',
            constraint=models.UniqueConstraint(fields=('note', 'person'), name='note_mention_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notemention',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c27830d5bda6309389d7f17664b88bffd2a34b6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a7586', table='refunds_notemention', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='staffnotice',
            index=models.Index(fields=['person', '-created_at', '-id'], name='notice_newest'),
        ),
        migrations.AddIndex(
            model_name='staffnotice',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['person'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='staffnotice',
            index=models.Index(condition=models.Q(('to_mail', True)), fields=['created_at'], name='notice_to_mail'),
        ),
    ]
