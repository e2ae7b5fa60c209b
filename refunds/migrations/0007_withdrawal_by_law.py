"""Declarations of withdrawal as the law gives the right to them, their papers, and what the laws say by country."""

import customers.clock
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from customers.one_step import InOneStep
from customers.references import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("refunds", "0006_asked_questions"),
        ("customers", "0008_letters_to_strangers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        create_sequence("withdrawal_reference"),
        InOneStep(
            [
                migrations.CreateModel(
                    name="HistoricalWithdrawalDeclaration",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("history_actor", models.CharField(blank=True, max_length=120)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("reference", models.CharField(db_index=True, max_length=32)),
                        ("key", models.CharField(db_index=True, max_length=32)),
                        ("request_key", models.CharField(db_index=True, max_length=64)),
                        (
                            "origin",
                            models.CharField(
                                choices=[("portal", "Customer portal"), ("api", "The shop's own page")], max_length=10
                            ),
                        ),
                        ("received_by", models.CharField(max_length=120)),
                        ("language", models.CharField(max_length=10)),
                        ("content_sha256", models.CharField(max_length=64)),
                        ("received_at", models.DateTimeField(default=customers.clock.now)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("received", "Received"),
                                    ("matched", "Matched"),
                                    ("refused", "Refused"),
                                    ("done", "Paid back"),
                                ],
                                default="received",
                                max_length=50,
                                protected=True,
                            ),
                        ),
                        ("withdraw_until", models.DateField(null=True)),
                        ("pay_back_by", models.DateTimeField(null=True, verbose_name="to be paid back by")),
                        ("refusal", models.TextField(blank=True, max_length=1000, verbose_name="why not")),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        (
                            "looked_at",
                            models.DateTimeField(null=True, verbose_name="when a worker looked for its payment"),
                        ),
                        ("due_at", models.DateTimeField(default=customers.clock.now, null=True)),
                        ("remind_at", models.DateTimeField(null=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical declaration of withdrawal",
                        "verbose_name_plural": "historical declaration of withdrawals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalWithdrawalLaw",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("history_actor", models.CharField(blank=True, max_length=120)),
                        ("name", models.CharField(db_index=True, max_length=80, verbose_name="name")),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2), size=None, verbose_name="countries"
                            ),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(400),
                                ],
                                verbose_name="days to withdraw",
                            ),
                        ),
                        (
                            "pay_back_days",
                            models.PositiveSmallIntegerField(
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(400),
                                ],
                                verbose_name="days to pay back",
                            ),
                        ),
                        (
                            "counted",
                            models.CharField(
                                choices=[("calendar", "Calendar days"), ("working", "Working days")],
                                default="calendar",
                                max_length=10,
                                verbose_name="days to pay back are",
                            ),
                        ),
                        ("may_wait", models.BooleanField(default=False, verbose_name="may wait for the goods")),
                        ("wording", models.TextField(max_length=1000, verbose_name="what it says")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("as_of", models.DateField(verbose_name="as of")),
                        ("created_at", models.DateTimeField(default=customers.clock.now)),
                        ("history_change_reason", models.TextField(null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical law of withdrawal",
                        "verbose_name_plural": "historical law of withdrawals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="WithdrawalDeclaration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("reference", models.CharField(max_length=32, unique=True)),
                        ("key", models.CharField(max_length=32, unique=True)),
                        ("request_key", models.CharField(max_length=64, unique=True)),
                        (
                            "origin",
                            models.CharField(
                                choices=[("portal", "Customer portal"), ("api", "The shop's own page")], max_length=10
                            ),
                        ),
                        ("received_by", models.CharField(max_length=120)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("order_reference", models.CharField(max_length=120, verbose_name="order number")),
                        ("email", models.CharField(max_length=254, verbose_name="e-mail address")),
                        ("items", models.TextField(blank=True, max_length=500, verbose_name="only these things")),
                        ("language", models.CharField(max_length=10)),
                        ("content", models.TextField()),
                        ("content_sha256", models.CharField(max_length=64)),
                        ("received_at", models.DateTimeField(default=customers.clock.now)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("received", "Received"),
                                    ("matched", "Matched"),
                                    ("refused", "Refused"),
                                    ("done", "Paid back"),
                                ],
                                default="received",
                                max_length=50,
                                protected=True,
                            ),
                        ),
                        ("withdraw_until", models.DateField(null=True)),
                        ("pay_back_by", models.DateTimeField(null=True, verbose_name="to be paid back by")),
                        ("refusal", models.TextField(blank=True, max_length=1000, verbose_name="why not")),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        (
                            "looked_at",
                            models.DateTimeField(null=True, verbose_name="when a worker looked for its payment"),
                        ),
                        ("due_at", models.DateTimeField(default=customers.clock.now, null=True)),
                        ("remind_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "declaration of withdrawal",
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="WithdrawalLaw",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2), size=None, verbose_name="countries"
                            ),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(400),
                                ],
                                verbose_name="days to withdraw",
                            ),
                        ),
                        (
                            "pay_back_days",
                            models.PositiveSmallIntegerField(
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(400),
                                ],
                                verbose_name="days to pay back",
                            ),
                        ),
                        (
                            "counted",
                            models.CharField(
                                choices=[("calendar", "Calendar days"), ("working", "Working days")],
                                default="calendar",
                                max_length=10,
                                verbose_name="days to pay back are",
                            ),
                        ),
                        ("may_wait", models.BooleanField(default=False, verbose_name="may wait for the goods")),
                        ("wording", models.TextField(max_length=1000, verbose_name="what it says")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("as_of", models.DateField(verbose_name="as of")),
                        ("created_at", models.DateTimeField(default=customers.clock.now)),
                    ],
                    options={
                        "verbose_name": "law of withdrawal",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="WithdrawalPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pdf", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("printed_at", models.DateTimeField(default=customers.clock.now)),
                    ],
                ),
                migrations.AlterField(
                    model_name="answertime",
                    name="reason",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("changed_mind", "Changed my mind"),
                            ("not_received", "It never arrived"),
                            ("damaged", "It arrived damaged"),
                            ("not_as_described", "It is not as described"),
                            ("wrong_item", "I got the wrong thing"),
                            ("duplicate", "I was charged twice"),
                            ("canceled_service", "The service was canceled"),
                            ("fraud", "I did not make this payment"),
                            ("goodwill", "Goodwill"),
                            ("withdrawal", "Withdrawal from the contract"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                migrations.AlterField(
                    model_name="assignmentrule",
                    name="reason",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("changed_mind", "Changed my mind"),
                            ("not_received", "It never arrived"),
                            ("damaged", "It arrived damaged"),
                            ("not_as_described", "It is not as described"),
                            ("wrong_item", "I got the wrong thing"),
                            ("duplicate", "I was charged twice"),
                            ("canceled_service", "The service was canceled"),
                            ("fraud", "I did not make this payment"),
                            ("goodwill", "Goodwill"),
                            ("withdrawal", "Withdrawal from the contract"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalanswertime",
                    name="reason",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("changed_mind", "Changed my mind"),
                            ("not_received", "It never arrived"),
                            ("damaged", "It arrived damaged"),
                            ("not_as_described", "It is not as described"),
                            ("wrong_item", "I got the wrong thing"),
                            ("duplicate", "I was charged twice"),
                            ("canceled_service", "The service was canceled"),
                            ("fraud", "I did not make this payment"),
                            ("goodwill", "Goodwill"),
                            ("withdrawal", "Withdrawal from the contract"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalassignmentrule",
                    name="reason",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("changed_mind", "Changed my mind"),
                            ("not_received", "It never arrived"),
                            ("damaged", "It arrived damaged"),
                            ("not_as_described", "It is not as described"),
                            ("wrong_item", "I got the wrong thing"),
                            ("duplicate", "I was charged twice"),
                            ("canceled_service", "The service was canceled"),
                            ("fraud", "I did not make this payment"),
                            ("goodwill", "Goodwill"),
                            ("withdrawal", "Withdrawal from the contract"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalrefund",
                    name="reason",
                    field=models.CharField(
                        choices=[
                            ("changed_mind", "Changed my mind"),
                            ("not_received", "It never arrived"),
                            ("damaged", "It arrived damaged"),
                            ("not_as_described", "It is not as described"),
                            ("wrong_item", "I got the wrong thing"),
                            ("duplicate", "I was charged twice"),
                            ("canceled_service", "The service was canceled"),
                            ("fraud", "I did not make this payment"),
                            ("goodwill", "Goodwill"),
                            ("withdrawal", "Withdrawal from the contract"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                    ),
                ),
                migrations.AlterField(
                    model_name="refund",
                    name="reason",
                    field=models.CharField(
                        choices=[
                            ("changed_mind", "Changed my mind"),
                            ("not_received", "It never arrived"),
                            ("damaged", "It arrived damaged"),
                            ("not_as_described", "It is not as described"),
                            ("wrong_item", "I got the wrong thing"),
                            ("duplicate", "I was charged twice"),
                            ("canceled_service", "The service was canceled"),
                            ("fraud", "I did not make this payment"),
                            ("goodwill", "Goodwill"),
                            ("withdrawal", "Withdrawal from the contract"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                    ),
                ),
                migrations.AlterField(
                    model_name="staffnotice",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("mention", "You were mentioned"),
                            ("hand_over", "A case was handed to you"),
                            ("reminder", "An answer is due soon"),
                            ("escalation", "A case was escalated"),
                            ("decided", "Your request was decided"),
                            ("no_answer", "The customer did not answer"),
                            ("policy", "The refund policy waits to be looked at"),
                            ("subscription", "A subscription was turned off"),
                            ("gateway", "A gateway needs you"),
                            ("dispute_new", "A dispute waits for your answer"),
                            ("dispute_due", "The answer to a dispute is due soon"),
                            ("dispute_escalated", "A dispute is not answered in time"),
                            ("dispute_hand_over", "A dispute was handed to you"),
                            ("dispute_mistake", "A customer says that a dispute was a mistake"),
                            ("dispute_ended", "A dispute has ended"),
                            ("dispute_mention", "You were mentioned on a dispute"),
                            ("dispute_pattern", "Disputes repeat"),
                            ("dispute_rule", "A rule dealt with a dispute"),
                            ("withdrawal_new", "A withdrawal waits for a person"),
                            ("withdrawal_due", "A withdrawal must be paid back soon"),
                            ("withdrawal_late", "A withdrawal was not paid back in time"),
                            ("dispute_alert_new", "A payment is about to be disputed"),
                            ("dispute_alert_due", "An alert must be answered soon"),
                            ("dispute_alert_handed", "An alert was handed to you"),
                            ("dispute_alert_late", "An alert was not answered in time"),
                        ],
                        max_length=20,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalwithdrawaldeclaration",
                    name="decider",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalwithdrawaldeclaration",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalwithdrawaldeclaration",
                    name="payment",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.payment",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalwithdrawaldeclaration",
                    name="refund",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="refunds.refund",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalwithdrawallaw",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="withdrawaldeclaration",
                    name="decider",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="withdrawaldeclaration",
                    name="payment",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="customers.payment",
                    ),
                ),
                migrations.AddField(
                    model_name="withdrawaldeclaration",
                    name="refund",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="refunds.refund",
                    ),
                ),
                migrations.AddIndex(
                    model_name="withdrawallaw",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["countries"], name="withdrawal_law_countries"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="withdrawallaw",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("days__isnull", True), models.Q(("days__gte", 1), ("days__lte", 400)), _connector="OR"
                            ),
                            models.Q(
                                ("pay_back_days__isnull", True),
                                models.Q(("pay_back_days__gte", 1), ("pay_back_days__lte", 400)),
                                _connector="OR",
                            ),
                        ),
                        name="withdrawal_law_days",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="withdrawallaw",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("countries", []), _negated=True), name="withdrawal_law_of_a_country"
                    ),
                ),
                migrations.AddField(
                    model_name="withdrawaldeclaration",
                    name="law",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="refunds.withdrawallaw",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalwithdrawaldeclaration",
                    name="law",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="refunds.withdrawallaw",
                    ),
                ),
                migrations.AddField(
                    model_name="withdrawalpaper",
                    name="declaration",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper",
                        to="refunds.withdrawaldeclaration",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="historicalwithdrawallaw",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="dad42fecca56965cab227cf521a56ba9b71c2a21",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8a7ac",
                            table="refunds_historicalwithdrawallaw",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="withdrawaldeclaration",
                    index=models.Index(fields=["-received_at", "-id"], name="withdrawal_newest"),
                ),
                migrations.AddIndex(
                    model_name="withdrawaldeclaration",
                    index=models.Index(fields=["state", "-received_at", "-id"], name="withdrawal_by_state"),
                ),
                migrations.AddIndex(
                    model_name="withdrawaldeclaration",
                    index=models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="withdrawal_due"
                    ),
                ),
                migrations.AddIndex(
                    model_name="withdrawaldeclaration",
                    index=models.Index(
                        condition=models.Q(("remind_at__isnull", False)),
                        fields=["remind_at"],
                        name="withdrawal_reminder",
                    ),
                ),
                migrations.AddIndex(
                    model_name="withdrawaldeclaration",
                    index=models.Index(django.db.models.functions.text.Lower("email"), name="withdrawal_address"),
                ),
                migrations.AddConstraint(
                    model_name="withdrawaldeclaration",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("received", "refused")),
                            models.Q(("payment__isnull", False), ("refund__isnull", False)),
                            _connector="OR",
                        ),
                        name="withdrawal_matched_to_a_refund",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="withdrawaldeclaration",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="withdrawal_refused_with_a_reason",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="withdrawaldeclaration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="as_it_came",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."request_key" IS DISTINCT FROM (NEW."request_key") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."received_by" IS DISTINCT FROM (NEW."received_by") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."order_reference" IS DISTINCT FROM (NEW."order_reference") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."items" IS DISTINCT FROM (NEW."items") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."content_sha256" IS DISTINCT FROM (NEW."content_sha256") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="36af1b146e3b8d3e8053d6dc254197da1a04aa85",
                            operation="UPDATE",
                            pgid="pgtrigger_as_it_came_56471",
                            table="refunds_withdrawaldeclaration",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="withdrawaldeclaration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="63209afeb25872b280272190162e50ae9b07010b",
                            operation="DELETE",
                            pgid="pgtrigger_kept_97d98",
                            table="refunds_withdrawaldeclaration",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="withdrawaldeclaration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="declared_moves",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE _is_valid_transition BOOLEAN;",
                            func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{done:matched,matched:done,matched:refused,received:matched,received:refused,refused:matched}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                            hash="c8e89102488e8dd0fc09c7b8d3f8b53aa94aa543",
                            operation="UPDATE",
                            pgid="pgtrigger_declared_moves_c78a0",
                            table="refunds_withdrawaldeclaration",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="withdrawaldeclaration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="born_in_first_state",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT (NEW.\"state\" IN ('received')))",
                            func="RAISE EXCEPTION 'A new declaration of withdrawal starts as received, not as %', NEW.state;",
                            hash="851ecee7c2706e640d96c9658ebe773ca9907580",
                            operation="INSERT",
                            pgid="pgtrigger_born_in_first_state_6fe08",
                            table="refunds_withdrawaldeclaration",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="withdrawaldeclaration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="version_goes_up",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;",
                            hash="8049541b52b1aebe6f3741a5afcc22bb8eb4bfa5",
                            operation="UPDATE",
                            pgid="pgtrigger_version_goes_up_b1c91",
                            table="refunds_withdrawaldeclaration",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="historicalwithdrawaldeclaration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8d42f45a98921da08f562793e5c3109fdfda9da0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6fa10",
                            table="refunds_historicalwithdrawaldeclaration",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="withdrawalpaper",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3803935095c23e0fb2869b8fe276beeacd7e7830",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_16bcb",
                            table="refunds_withdrawalpaper",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.RemoveConstraint(
            model_name="staffnotice",
            name="notice_about_a_case_or_something_else",
        ),
        migrations.AddConstraint(
            model_name="staffnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about_case", ""), ("kind__in", ("policy", "gateway", "subscription")), ("refund", None)),
                    models.Q(
                        ("kind__startswith", "dispute_"),
                        ("refund", None),
                        models.Q(("about_case", ""), _negated=True),
                        models.Q(("link", ""), _negated=True),
                    ),
                    models.Q(
                        ("kind__startswith", "withdrawal_"),
                        ("refund", None),
                        models.Q(("about_case", ""), _negated=True),
                        models.Q(("link", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind__in", ("policy", "gateway", "subscription")), _negated=True),
                        models.Q(("kind__startswith", "dispute_"), _negated=True),
                        models.Q(("kind__startswith", "withdrawal_"), _negated=True),
                        ("about_case", ""),
                        ("refund__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="notice_about_a_case_or_something_else",
            ),
        ),
    ]
