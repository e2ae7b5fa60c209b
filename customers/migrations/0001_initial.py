"""People, payments, holds, credit, letters, keys: tables, constraints, and the triggers that keep history."""

import customers.clock
import customers.models.user
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name='TryCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('window_ends_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', customers.models.user.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.CharField(editable=False, max_length=150, primary_key=True, serialize=False, unique=True)),
                ('prefix', models.CharField(editable=False, max_length=8, unique=True)),
                ('hashed_key', models.CharField(editable=False, max_length=150)),
                ('created', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('name', models.CharField(default=None, help_text='A free-form name for the API key. Need not be unique. 50 characters max.', max_length=50)),
                ('revoked', models.BooleanField(blank=True, default=False, help_text='If the API key is revoked, clients cannot use it anymore. (This cannot be undone.)')),
                ('expiry_date', models.DateTimeField(blank=True, help_text='Once API key expires, clients cannot use it anymore.', null=True, verbose_name='Expires')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='scopes')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API key',
                'verbose_name_plural': 'API keys',
                'ordering': ('-created',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('language', models.CharField(default='en', max_length=10, verbose_name='language')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('external_reference', models.CharField(blank=True, max_length=120, verbose_name="shop's own number")),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='customer_email_once')],
            },
        ),
        migrations.CreateModel(
            name='CreditAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('balance_minor', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_accounts', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalApiKey',
            fields=[
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('id', models.CharField(db_index=True, editable=False, max_length=150)),
                ('prefix', models.CharField(db_index=True, editable=False, max_length=8)),
                ('created', models.DateTimeField(blank=True, db_index=True, editable=False)),
                ('name', models.CharField(default=None, help_text='A free-form name for the API key. Need not be unique. 50 characters max.', max_length=50)),
                ('revoked', models.BooleanField(blank=True, default=False, help_text='If the API key is revoked, clients cannot use it anymore. (This cannot be undone.)')),
                ('expiry_date', models.DateTimeField(blank=True, help_text='Once API key expires, clients cannot use it anymore.', null=True, verbose_name='Expires')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='scopes')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical API key',
                'verbose_name_plural': 'historical API keys',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCreditAccount',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('currency', models.CharField(max_length=3)),
                ('balance_minor', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical credit account',
                'verbose_name_plural': 'historical credit accounts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCustomer',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('language', models.CharField(default='en', max_length=10, verbose_name='language')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('external_reference', models.CharField(blank=True, max_length=120, verbose_name="shop's own number")),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical customer',
                'verbose_name_plural': 'historical customers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPayment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('gateway_reference', models.CharField(max_length=191)),
                ('order_reference', models.CharField(blank=True, db_index=True, max_length=120, verbose_name='order')),
                ('currency', models.CharField(max_length=3)),
                ('captured_minor', models.BigIntegerField()),
                ('reserved_minor', models.BigIntegerField(default=0)),
                ('refunded_minor', models.BigIntegerField(default=0)),
                ('refunded_before_minor', models.BigIntegerField(default=0)),
                ('method', models.CharField(choices=[('card', 'Card'), ('bank', 'Bank'), ('wallet', 'Wallet'), ('other', 'Other')], default='other', max_length=10)),
                ('card_brand', models.CharField(blank=True, max_length=32)),
                ('card_last4', models.CharField(blank=True, max_length=4)),
                ('method_label', models.CharField(blank=True, max_length=64, verbose_name='bank or wallet')),
                ('country', models.CharField(blank=True, max_length=2)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('ordered_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('captured_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical payment',
                'verbose_name_plural': 'historical payments',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalUser',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical user',
                'verbose_name_plural': 'historical users',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='IdempotentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('request_hash', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('body', models.JSONField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('api_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='customers.apikey')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('about', models.CharField(blank=True, db_index=True, max_length=32, verbose_name='case')),
                ('channel', models.CharField(default='email', max_length=20)),
                ('language', models.CharField(default='en', max_length=10)),
                ('to_address', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=300)),
                ('body_text', models.TextField()),
                ('body_html', models.TextField()),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Not delivered')], default='queued', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('result', models.CharField(choices=[('accepted', 'Accepted for delivery'), ('refused', 'Refused'), ('unreachable', 'Could not be reached')], max_length=20)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('tried_at', models.DateTimeField(default=customers.clock.now)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to='customers.message')),
            ],
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('gateway_reference', models.CharField(max_length=191)),
                ('order_reference', models.CharField(blank=True, db_index=True, max_length=120, verbose_name='order')),
                ('currency', models.CharField(max_length=3)),
                ('captured_minor', models.BigIntegerField()),
                ('reserved_minor', models.BigIntegerField(default=0)),
                ('refunded_minor', models.BigIntegerField(default=0)),
                ('refunded_before_minor', models.BigIntegerField(default=0)),
                ('method', models.CharField(choices=[('card', 'Card'), ('bank', 'Bank'), ('wallet', 'Wallet'), ('other', 'Other')], default='other', max_length=10)),
                ('card_brand', models.CharField(blank=True, max_length=32)),
                ('card_last4', models.CharField(blank=True, max_length=4)),
                ('method_label', models.CharField(blank=True, max_length=64, verbose_name='bank or wallet')),
                ('country', models.CharField(blank=True, max_length=2)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('ordered_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('captured_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalPaymentHold',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(choices=[('dispute', 'Dispute'), ('person', 'Set by a person')], max_length=20)),
                ('source', models.CharField(blank=True, max_length=191, verbose_name='what placed it')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('placed_by', models.CharField(max_length=120)),
                ('placed_at', models.DateTimeField(default=customers.clock.now)),
                ('released_by', models.CharField(blank=True, max_length=120)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.payment')),
            ],
            options={
                'verbose_name': 'historical payment hold',
                'verbose_name_plural': 'historical payment holds',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PaymentHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('dispute', 'Dispute'), ('person', 'Set by a person')], max_length=20)),
                ('source', models.CharField(blank=True, max_length=191, verbose_name='what placed it')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('placed_by', models.CharField(max_length=120)),
                ('placed_at', models.DateTimeField(default=customers.clock.now)),
                ('released_by', models.CharField(blank=True, max_length=120)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='customers.payment')),
            ],
        ),
        migrations.CreateModel(
            name='PaymentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('sku', models.CharField(blank=True, max_length=64)),
                ('description', models.CharField(max_length=300)),
                ('quantity', models.PositiveIntegerField(default=1)),
                ('net_minor', models.BigIntegerField()),
                ('tax_rate', models.DecimalField(decimal_places=3, default=0, max_digits=6, verbose_name='tax rate in percent')),
                ('tax_minor', models.BigIntegerField(default=0)),
                ('discount_minor', models.BigIntegerField(default=0, verbose_name='discount already taken off')),
                ('product_kind', models.CharField(choices=[('physical', 'Goods'), ('digital', 'Digital'), ('service', 'Service'), ('subscription', 'Subscription'), ('ticket', 'Ticket'), ('shipping', 'Shipping')], default='physical', max_length=20)),
                ('channel', models.CharField(blank=True, max_length=40)),
                ('returnable', models.BooleanField(default=True, verbose_name='may be returned')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='customers.payment')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='PortalLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('leads_to', models.CharField(blank=True, max_length=200)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portal_links', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='CreditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('issue', 'Issued'), ('spend', 'Spent'), ('expiry', 'Expired'), ('take_back', 'Taken back')], max_length=20)),
                ('amount_minor', models.BigIntegerField()),
                ('source', models.CharField(max_length=120, verbose_name='what caused it')),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='customers.creditaccount')),
                ('of_issue', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='used_by', to='customers.creditentry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'kind', 'source', 'of_issue'), name='credit_source_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('kind', 'issue')), models.Q(models.Q(('kind', 'issue'), _negated=True), ('amount_minor__lt', 0)), _connector='OR'), name='credit_sign_fits_kind')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='creditentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e73f84ee3ab0335aadcc820b5642bc396fc9dab4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8b4b5', table='customers_creditentry', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='creditaccount',
            constraint=models.UniqueConstraint(fields=('customer', 'currency'), name='credit_account_once'),
        ),
        migrations.AddConstraint(
            model_name='creditaccount',
            constraint=models.CheckConstraint(condition=models.Q(('balance_minor__gte', 0)), name='credit_never_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalapikey',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dd3762f188153a070404202471278ce86d64b03f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b16fa', table='customers_historicalapikey', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalcreditaccount',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0a524e4c0efc7143617ea79c60f8c7988a1f626e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_93224', table='customers_historicalcreditaccount', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalcustomer',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='49ca079f469e312a95e4b35463dd6321ad4cd9ce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b037a', table='customers_historicalcustomer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalpayment',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f810ec4ca02f681ca155489a105981df6380fe48', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d817a', table='customers_historicalpayment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicaluser',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a00b5dc370b68dd045fedfd0f5547b9941d844cc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f7fa1', table='customers_historicaluser', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='idempotentanswer',
            constraint=models.UniqueConstraint(fields=('api_key', 'key'), name='idempotency_key_once'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['due_at', 'id'], name='message_due'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['customer', '-created_at'], name='message_of_customer'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('message', 'number'), name='notification_number_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notification',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4179ee1652a645d181ccf58c780ebfb6ceafee22', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a7b4c', table='customers_notification', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['-captured_at', '-id'], name='payment_newest'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['customer', '-captured_at'], name='payment_of_customer'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('gateway', 'gateway_account', 'gateway_reference'), name='payment_gateway_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('captured_minor__gt', 0)), name='payment_captured_positive'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('reserved_minor__gte', 0), ('refunded_minor__gte', 0), ('refunded_before_minor__gte', 0)), name='payment_parts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('captured_minor__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('reserved_minor'), '+', models.F('refunded_minor')), '+', models.F('refunded_before_minor')))), name='payment_never_over_captured'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='payment_currency_code'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('card_last4__regex', '^([0-9]{4})?$')), name='payment_last4_only'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalpaymenthold',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3d54f7b17745a9a2cc9791f1a0fb4fc2f83c6d5a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_20c6b', table='customers_historicalpaymenthold', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='paymenthold',
            index=models.Index(condition=models.Q(('released_at__isnull', True)), fields=['payment'], name='hold_open'),
        ),
        migrations.AddConstraint(
            model_name='paymenthold',
            constraint=models.UniqueConstraint(condition=models.Q(('released_at__isnull', True), models.Q(('source', ''), _negated=True)), fields=('payment', 'source'), name='hold_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='paymentline',
            constraint=models.UniqueConstraint(fields=('payment', 'position'), name='line_position_once'),
        ),
        migrations.AddConstraint(
            model_name='paymentline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='line_quantity_positive'),
        ),
        migrations.AddConstraint(
            model_name='paymentline',
            constraint=models.CheckConstraint(condition=models.Q(('net_minor__gte', 0), ('tax_minor__gte', 0), ('discount_minor__gte', 0)), name='line_amounts_not_negative'),
        ),
    ]
