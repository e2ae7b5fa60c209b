"""People, payments, holds, credit, letters, documents, keys: tables, constraints, and the triggers that keep history."""

import customers.clock
import customers.models.user
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from customers.one_step import InOneStep


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        InOneStep([
        migrations.CreateModel(
            name='BrandLogo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('content', models.BinaryField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('is_dark', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='BrandVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name of the shop')),
                ('logo_has_name', models.BooleanField(default=False)),
                ('colour', models.CharField(blank=True, max_length=7, verbose_name='main colour')),
                ('sender_name', models.CharField(blank=True, max_length=80, verbose_name='sender of letters')),
                ('support_email', models.EmailField(blank=True, max_length=254, verbose_name='address for questions')),
                ('shop_url', models.CharField(blank=True, max_length=200, verbose_name='address of the shop')),
                ('imprint', models.TextField(blank=True, max_length=5000, verbose_name='imprint')),
                ('privacy', models.TextField(blank=True, max_length=5000, verbose_name='privacy')),
                ('terms', models.TextField(blank=True, max_length=5000, verbose_name='terms')),
                ('welcome', models.JSONField(default=dict, verbose_name='welcome')),
                ('why', models.CharField(max_length=300, verbose_name='why')),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='CreditAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('balance_minor', models.BigIntegerField(default=0)),
                ('held_minor', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='CreditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('issue', 'Granted'), ('spend', 'Spent'), ('give_back', 'Given back'), ('expiry', 'Expired'), ('correction', 'Corrected')], max_length=20)),
                ('amount_minor', models.BigIntegerField()),
                ('source', models.CharField(max_length=120, verbose_name='what caused it')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='CreditHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('order_reference', models.CharField(max_length=120, verbose_name='order')),
                ('state', models.CharField(choices=[('open', 'Set aside'), ('captured', 'Spent'), ('released', 'Let go'), ('expired', 'Not used in time')], default='open', max_length=10)),
                ('amount_minor', models.BigIntegerField()),
                ('captured_minor', models.BigIntegerField(default=0)),
                ('given_back_minor', models.BigIntegerField(default=0)),
                ('expires_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CreditLot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('granted_minor', models.BigIntegerField()),
                ('left_minor', models.BigIntegerField()),
                ('source', models.CharField(max_length=120, verbose_name='what caused it')),
                ('expires_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='CreditPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('external_reference', models.CharField(blank=True, max_length=120, verbose_name="shop's own number")),
                ('channel', models.CharField(default='email', max_length=20, verbose_name='chosen channel')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='telephone number')),
                ('phone_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('mail_trouble', models.CharField(blank=True, choices=[('bounced', 'Mail comes back'), ('complained', 'Marked as spam')], max_length=12, verbose_name='trouble with mail')),
                ('mail_trouble_at', models.DateTimeField(blank=True, null=True)),
                ('mail_trouble_reason', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('kind', models.CharField(choices=[('jpeg', 'Picture (JPEG)'), ('png', 'Picture (PNG)'), ('pdf', 'PDF')], max_length=10)),
                ('pages', models.PositiveSmallIntegerField(default=1)),
                ('size_bytes', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('handed_in_by', models.CharField(max_length=120)),
                ('handed_in_label', models.CharField(max_length=200)),
                ('handed_in_at', models.DateTimeField(default=customers.clock.now)),
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
                ('held_minor', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
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
            name='HistoricalCreditHold',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('order_reference', models.CharField(max_length=120, verbose_name='order')),
                ('state', models.CharField(choices=[('open', 'Set aside'), ('captured', 'Spent'), ('released', 'Let go'), ('expired', 'Not used in time')], default='open', max_length=10)),
                ('amount_minor', models.BigIntegerField()),
                ('captured_minor', models.BigIntegerField(default=0)),
                ('given_back_minor', models.BigIntegerField(default=0)),
                ('expires_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical credit hold',
                'verbose_name_plural': 'historical credit holds',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCreditLot',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('granted_minor', models.BigIntegerField()),
                ('left_minor', models.BigIntegerField()),
                ('source', models.CharField(max_length=120, verbose_name='what caused it')),
                ('expires_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical credit lot',
                'verbose_name_plural': 'historical credit lots',
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
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('external_reference', models.CharField(blank=True, max_length=120, verbose_name="shop's own number")),
                ('channel', models.CharField(default='email', max_length=20, verbose_name='chosen channel')),
                ('phone_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('mail_trouble', models.CharField(blank=True, choices=[('bounced', 'Mail comes back'), ('complained', 'Marked as spam')], max_length=12, verbose_name='trouble with mail')),
                ('mail_trouble_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
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
            name='HistoricalMessageRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='letter')),
                ('is_on', models.BooleanField(default=True, verbose_name='is sent')),
                ('delay_minutes', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10080)], verbose_name='waits for minutes')),
                ('per_day', models.PositiveSmallIntegerField(null=True, verbose_name='at most for a customer on one day')),
                ('quiet_from', models.TimeField(null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(null=True, verbose_name='quiet until')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical message rule',
                'verbose_name_plural': 'historical message rules',
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
                ('invoice_reference', models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='invoice')),
                ('invoiced_on', models.DateField(blank=True, null=True, verbose_name='date of the invoice')),
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
            name='HistoricalUser',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('notice_mail', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Once a day'), ('never', 'Never')], default='at_once', max_length=10, verbose_name='notices by mail')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
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
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('first_name', models.CharField(max_length=150)),
                ('last_name', models.CharField(blank=True, max_length=150)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='IssuedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('statement', 'Statement'), ('credit_note', 'Credit note'), ('counter_document', 'Cancellation of a credit note'), ('pack', 'Monthly pack')], max_length=20)),
                ('code', models.CharField(db_index=True, max_length=24)),
                ('checksum', models.CharField(max_length=64)),
                ('issued_on', models.DateField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
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
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('about', models.CharField(blank=True, db_index=True, max_length=32, verbose_name='case')),
                ('channel', models.CharField(default='email', max_length=20)),
                ('direction', models.CharField(choices=[('out', 'From the shop'), ('in', 'To the shop')], default='out', max_length=3)),
                ('actor', models.CharField(blank=True, max_length=120)),
                ('actor_label', models.CharField(blank=True, max_length=200)),
                ('signed', models.CharField(blank=True, max_length=150)),
                ('words', models.TextField(blank=True)),
                ('left_out', models.TextField(blank=True)),
                ('from_address', models.CharField(blank=True, max_length=254)),
                ('mail_id', models.CharField(blank=True, max_length=250)),
                ('language', models.CharField(default='en', max_length=10)),
                ('text_number', models.PositiveIntegerField(default=0)),
                ('to_address', models.CharField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('body_text', models.TextField()),
                ('body_html', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Not delivered'), ('held', 'Held back'), ('received', 'Received'), ('doubted', 'Waits for a person'), ('dismissed', 'Put aside')], default='queued', max_length=10)),
                ('held_because', models.CharField(blank=True, choices=[('off', 'This message is turned off.'), ('cap', 'The customer has had enough messages on this day.'), ('bounced', 'Mail to this address comes back.'), ('complained', 'The customer marked a letter as spam, so only what is needed is sent.')], max_length=12)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='MessageDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='MessageRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, max_length=60, unique=True, verbose_name='letter')),
                ('is_on', models.BooleanField(default=True, verbose_name='is sent')),
                ('delay_minutes', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10080)], verbose_name='waits for minutes')),
                ('per_day', models.PositiveSmallIntegerField(null=True, verbose_name='at most for a customer on one day')),
                ('quiet_from', models.TimeField(null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(null=True, verbose_name='quiet until')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('result', models.CharField(choices=[('accepted', 'Accepted for delivery'), ('refused', 'Refused'), ('unreachable', 'Could not be reached')], max_length=20)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('service_reference', models.CharField(blank=True, max_length=200)),
                ('tried_at', models.DateTimeField(default=customers.clock.now)),
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
                ('invoice_reference', models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='invoice')),
                ('invoiced_on', models.DateField(blank=True, null=True, verbose_name='date of the invoice')),
                ('country', models.CharField(blank=True, max_length=2)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('ordered_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('captured_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
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
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='PeopleEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('actor', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=200)),
                ('data', models.JSONField(default=dict)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('happened_at', models.DateTimeField(default=customers.clock.now)),
                ('about', models.CharField(max_length=254)),
            ],
            options={
                'ordering': ['-id'],
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
            ],
        ),
        migrations.CreateModel(
            name='ReceivedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('recipient', models.CharField(blank=True, max_length=254)),
                ('size_bytes', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('taken', 'Taken into a case'), ('held', 'Before a person'), ('automatic', 'Written by a machine'), ('bounce', 'News of a letter'), ('foreign', 'No address of ours'), ('too_many', 'Too many at once'), ('unreadable', 'Could not be read')], default='waiting', max_length=12)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(default=customers.clock.now, null=True)),
                ('received_at', models.DateTimeField(default=customers.clock.now)),
                ('done_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=200)),
                ('door', models.CharField(choices=[('page', 'Page'), ('api', 'API')], max_length=10)),
                ('move', models.CharField(max_length=60)),
                ('about', models.CharField(blank=True, max_length=64)),
                ('code', models.CharField(max_length=60)),
                ('sentence', models.CharField(max_length=300)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('refused_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='SignOfLife',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(max_length=10)),
                ('seen_at', models.DateTimeField(db_index=True, default=customers.clock.now)),
                ('details', models.JSONField(default=dict)),
            ],
        ),
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
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('session', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('size_bytes', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('received_bytes', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField(db_index=True, default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='UploadPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
            ],
            options={
                'ordering': ['starts_at'],
            },
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
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('notice_mail', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Once a day'), ('never', 'Never')], default='at_once', max_length=10, verbose_name='notices by mail')),
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
                ('last_used_at', models.DateTimeField(editable=False, null=True, verbose_name='last used')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API key',
                'verbose_name_plural': 'API keys',
                'ordering': ('-created',),
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brandlogo',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f022840a188031b2644f69ba6da8bf362744976d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_90211', table='customers_brandlogo', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='brandversion',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='brandversion',
            name='logo',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.brandlogo'),
        ),
        migrations.AddField(
            model_name='creditentry',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='credithold',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='creditentry',
            name='hold',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='customers.credithold'),
        ),
        migrations.AddField(
            model_name='creditlot',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='creditpart',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='customers.creditentry'),
        ),
        migrations.AddField(
            model_name='creditpart',
            name='lot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='customers.creditlot'),
        ),
        migrations.CreateModel(
            name='CustomerWords',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='customers.customer')),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['-created_at', '-id'], name='customer_newest'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='customer_email_once'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('phone', ''), ('phone_agreed_at__isnull', True)), models.Q(models.Q(('phone', ''), _negated=True), ('phone_agreed_at__isnull', False)), _connector='OR'), name='customer_phone_agreed_to'),
        ),
        migrations.AddField(
            model_name='creditaccount',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_accounts', to='customers.customer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='words_of_new', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO customers_customerwords (customer_id, words) SELECT c.id, search_words(c.reference, concat_ws(' ', c.name, c.email, c.external_reference)) FROM new_rows c ON CONFLICT (customer_id) DO UPDATE SET words = excluded.words; RETURN NULL;", hash='5b4235576874bef23fa5975a7bfe532406e3b584', level='STATEMENT', operation='INSERT', pgid='pgtrigger_words_of_new_70625', referencing='REFERENCING NEW TABLE AS new_rows ', table='customers_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='words_of_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="UPDATE customers_customerwords w SET words = search_words(c.reference, concat_ws(' ', c.name, c.email, c.external_reference)) FROM customers_customer c WHERE c.id = NEW.id AND w.customer_id = NEW.id; UPDATE customers_paymentwords w SET words = search_words(concat_ws(' ', p.reference, p.gateway_reference, p.card_last4, c.reference), concat_ws(' ', p.order_reference, c.name, c.email, c.external_reference)) FROM customers_payment p, customers_customer c WHERE p.customer_id = NEW.id AND c.id = NEW.id AND w.payment_id = p.id; RETURN NULL;", hash='e4c8d472d6dd96533f2d638cba02b62c91fe986a', operation='UPDATE OF "name", "email", "external_reference"', pgid='pgtrigger_words_of_changed_7b4b5', table='customers_customer', when='AFTER')),
        ),
        migrations.AddField(
            model_name='document',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='historicalapikey',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalapikey',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcreditaccount',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='historicalcreditaccount',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcredithold',
            name='account',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='historicalcredithold',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcreditlot',
            name='account',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='historicalcreditlot',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcustomer',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalmessagerule',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalpayment',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='historicalpayment',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalpaymenthold',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaluser',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='idempotentanswer',
            name='api_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='customers.apikey'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='issuedpaper',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d1da49b651928a655c8784d4f6485117275d5f1c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_aaf97', table='customers_issuedpaper', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='lettertext',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='customer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='message',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mailnews',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='news', to='customers.message'),
        ),
        migrations.AddField(
            model_name='messagedocument',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_messages', to='customers.document'),
        ),
        migrations.AddField(
            model_name='messagedocument',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='customers.message'),
        ),
        migrations.AddField(
            model_name='message',
            name='documents',
            field=models.ManyToManyField(related_name='messages', through='customers.MessageDocument', to='customers.document'),
        ),
        migrations.AddConstraint(
            model_name='messagerule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delay_minutes', 0), ('is_on', True), ('kind', '')), models.Q(models.Q(('kind', ''), _negated=True), ('per_day__isnull', True), ('quiet_from__isnull', True), ('quiet_until__isnull', True)), _connector='OR'), name='message_rule_of_one_kind_or_all'),
        ),
        migrations.AddConstraint(
            model_name='messagerule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='message_rule_quiet_begins_and_ends'),
        ),
        migrations.AddConstraint(
            model_name='messagerule',
            constraint=models.CheckConstraint(condition=models.Q(('delay_minutes__lte', 10080), models.Q(('per_day__isnull', True), models.Q(('per_day__gte', 1), ('per_day__lte', 100)), _connector='OR')), name='message_rule_within_bounds'),
        ),
        migrations.AddField(
            model_name='notification',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to='customers.message'),
        ),
        migrations.CreateModel(
            name='PaymentWords',
            fields=[
                ('payment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='customers.payment')),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.AddField(
            model_name='payment',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='historicalpaymenthold',
            name='payment',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.payment'),
        ),
        migrations.AddField(
            model_name='paymenthold',
            name='payment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='customers.payment'),
        ),
        migrations.AddField(
            model_name='paymentline',
            name='payment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='customers.payment'),
        ),
        migrations.AddField(
            model_name='peopleevent',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='portallink',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portal_links', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='receivedmail',
            name='message',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mail', to='customers.message'),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(fields=['-refused_at', '-id'], name='refusal_newest'),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(fields=['about', 'id'], name='refusal_about'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refusal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4026f86e242c042fcff9476e9b1334e3036a1986', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_656b5', table='customers_refusal', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='upload',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='uploadpart',
            name='upload',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='customers.upload'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brandversion',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0e9b505a6d356167b517626d2fe2a64db32b1f80', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_71dc5', table='customers_brandversion', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='credithold',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['expires_at', 'id'], name='credit_hold_open'),
        ),
        migrations.AddIndex(
            model_name='credithold',
            index=models.Index(fields=['account', '-id'], name='credit_hold_of_account'),
        ),
        migrations.AddConstraint(
            model_name='credithold',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('captured_minor__gte', 0), ('captured_minor__lte', models.F('amount_minor')), ('given_back_minor__gte', 0), ('given_back_minor__lte', models.F('captured_minor'))), name='credit_hold_within_its_amount'),
        ),
        migrations.AddConstraint(
            model_name='credithold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('captured_minor__gt', 0), ('state', 'captured')), models.Q(models.Q(('state', 'captured'), _negated=True), ('captured_minor', 0)), _connector='OR'), name='credit_hold_captured_or_not'),
        ),
        migrations.AddIndex(
            model_name='creditentry',
            index=models.Index(fields=['account', '-created_at', '-id'], name='credit_entry_newest'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.UniqueConstraint(fields=('account', 'kind', 'source'), name='credit_source_once'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('kind__in', ['issue', 'give_back'])), models.Q(('amount_minor__lt', 0), ('kind__in', ['spend', 'expiry'])), models.Q(('kind', 'correction'), models.Q(('amount_minor', 0), _negated=True)), _connector='OR'), name='credit_sign_fits_kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='creditentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e73f84ee3ab0335aadcc820b5642bc396fc9dab4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8b4b5', table='customers_creditentry', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='creditlot',
            index=models.Index(condition=models.Q(('left_minor__gt', 0)), fields=['expires_at', 'id'], name='credit_lot_expiring'),
        ),
        migrations.AddIndex(
            model_name='creditlot',
            index=models.Index(condition=models.Q(('left_minor__gt', 0)), fields=['account', 'expires_at'], name='credit_lot_left'),
        ),
        migrations.AddConstraint(
            model_name='creditlot',
            constraint=models.UniqueConstraint(fields=('account', 'source'), name='credit_lot_once'),
        ),
        migrations.AddConstraint(
            model_name='creditlot',
            constraint=models.CheckConstraint(condition=models.Q(('granted_minor__gt', 0), ('left_minor__gte', 0), ('left_minor__lte', models.F('granted_minor'))), name='credit_lot_within_its_grant'),
        ),
        migrations.AddConstraint(
            model_name='creditpart',
            constraint=models.UniqueConstraint(fields=('entry', 'lot'), name='credit_part_once'),
        ),
        migrations.AddConstraint(
            model_name='creditpart',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='credit_part_not_zero'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='creditpart',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dae1ff045dc7038e5d51116b34b61bf0ae9b3866', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_abd06', table='customers_creditpart', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='customerwords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='customer_words'),
        ),
        migrations.AddIndex(
            model_name='creditaccount',
            index=models.Index(condition=models.Q(('balance_minor__gt', 0)), fields=['currency'], include=('balance_minor',), name='credit_owed'),
        ),
        migrations.AddConstraint(
            model_name='creditaccount',
            constraint=models.UniqueConstraint(fields=('customer', 'currency'), name='credit_account_once'),
        ),
        migrations.AddConstraint(
            model_name='creditaccount',
            constraint=models.CheckConstraint(condition=models.Q(('balance_minor__gte', 0)), name='credit_never_negative'),
        ),
        migrations.AddConstraint(
            model_name='creditaccount',
            constraint=models.CheckConstraint(condition=models.Q(('held_minor__gte', 0), ('held_minor__lte', models.F('balance_minor'))), name='credit_holds_are_covered'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ed39d29d567660dc49580d741b06d70831237f9e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_19ab6', table='customers_document', when='BEFORE')),
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
            model_name='historicalcredithold',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='865d216a65664e5b529d1c483c6679db6a0da799', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2a2a2', table='customers_historicalcredithold', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalcreditlot',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2648949bb6d6371237dded75f115d1c1391f031b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a47c4', table='customers_historicalcreditlot', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalcustomer',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='49ca079f469e312a95e4b35463dd6321ad4cd9ce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b037a', table='customers_historicalcustomer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalmessagerule',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bfb51852390698a09db6acc5034b8c63af5684e1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0270', table='customers_historicalmessagerule', when='BEFORE')),
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
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None)), fields=('email',), name='invitation_once_open'),
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
        migrations.AddConstraint(
            model_name='messagedocument',
            constraint=models.UniqueConstraint(fields=('message', 'document'), name='message_document_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='messagedocument',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='43b5b2a15e70b7285a6c5059cf47512bf5f83f76', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c2a81', table='customers_messagedocument', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['due_at', 'id'], name='message_due'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['customer', '-created_at'], name='message_of_customer'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['created_at', 'id'], name='message_failed'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['-created_at', '-id'], name='message_newest'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(django.db.models.functions.text.Lower('to_address'), name='message_to_address'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'doubted')), fields=['-created_at', '-id'], name='message_doubted'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('customer__isnull', False), ('person__isnull', True)), models.Q(('customer__isnull', True), ('person__isnull', False)), models.Q(('customer__isnull', True), ('person__isnull', True), models.Q(('about', ''), _negated=True)), _connector='OR'), name='message_one_reader'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('direction', 'out'), ('state__in', ('queued', 'sent', 'failed', 'held'))), models.Q(('customer__isnull', False), ('direction', 'in'), ('state__in', ('received', 'doubted', 'dismissed'))), _connector='OR'), name='message_state_of_its_direction'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('service_reference', ''), _negated=True), fields=['service_reference'], name='notification_service_reference'),
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
            model_name='paymentwords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='payment_words'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['-captured_at', '-id'], name='payment_newest'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['customer', '-captured_at'], name='payment_of_customer'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('card_last4', ''), _negated=True), fields=['card_last4', 'card_brand', '-id'], name='payment_of_card'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['captured_at'], include=('currency', 'captured_minor'), name='payment_by_time'),
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
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='words_of_new', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO customers_paymentwords (payment_id, words) SELECT p.id, search_words(concat_ws(' ', p.reference, p.gateway_reference, p.card_last4, c.reference), concat_ws(' ', p.order_reference, c.name, c.email, c.external_reference)) FROM new_rows p JOIN customers_customer c ON c.id = p.customer_id ON CONFLICT (payment_id) DO UPDATE SET words = excluded.words; RETURN NULL;", hash='55ae758004ff814f697ed919002875959fada94a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_words_of_new_21df5', referencing='REFERENCING NEW TABLE AS new_rows ', table='customers_payment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='words_of_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="UPDATE customers_paymentwords w SET words = search_words(concat_ws(' ', p.reference, p.gateway_reference, p.card_last4, c.reference), concat_ws(' ', p.order_reference, c.name, c.email, c.external_reference)) FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id WHERE p.id = NEW.id AND w.payment_id = NEW.id; RETURN NULL;", hash='4e22ee2e2c792e8ee958022ae58ddea6d6e4c0de', operation='UPDATE OF "order_reference", "gateway_reference", "card_last4", "customer_id"', pgid='pgtrigger_words_of_changed_08e70', table='customers_payment', when='AFTER')),
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
        migrations.AddIndex(
            model_name='peopleevent',
            index=models.Index(fields=['person', '-id'], name='event_of_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='peopleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='baf14a5456accc2aeb6a53dd5150a175dbb99936', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_92cf6', table='customers_peopleevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='receivedmail',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='received_mail_due'),
        ),
        migrations.AddIndex(
            model_name='receivedmail',
            index=models.Index(fields=['received_at'], name='received_mail_newest'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.UniqueConstraint(fields=('customer', 'session', 'sha256', 'name'), name='upload_once'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('received_bytes__lte', models.F('size_bytes'))), name='upload_never_too_long'),
        ),
        migrations.AddConstraint(
            model_name='uploadpart',
            constraint=models.UniqueConstraint(fields=('upload', 'starts_at'), name='upload_part_once'),
        ),
        ]),
    ]
