"""The words by which customers and payments are found, kept by triggers."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0006_payment_by_time"),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerWords',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='customers.customer')),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.CreateModel(
            name='PaymentWords',
            fields=[
                ('payment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='customers.payment')),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='words_of_new', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO customers_customerwords (customer_id, words) SELECT c.id, search_words(c.reference, concat_ws(' ', c.name, c.email, c.external_reference)) FROM new_rows c ON CONFLICT (customer_id) DO UPDATE SET words = excluded.words; RETURN NULL;", hash='5b4235576874bef23fa5975a7bfe532406e3b584', level='STATEMENT', operation='INSERT', pgid='pgtrigger_words_of_new_70625', referencing='REFERENCING NEW TABLE AS new_rows ', table='customers_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='words_of_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="UPDATE customers_customerwords w SET words = search_words(c.reference, concat_ws(' ', c.name, c.email, c.external_reference)) FROM customers_customer c WHERE c.id = NEW.id AND w.customer_id = NEW.id; UPDATE customers_paymentwords w SET words = search_words(concat_ws(' ', p.reference, p.gateway_reference, p.card_last4, c.reference), concat_ws(' ', p.order_reference, c.name, c.email, c.external_reference)) FROM customers_payment p, customers_customer c WHERE p.customer_id = NEW.id AND c.id = NEW.id AND w.payment_id = p.id; RETURN NULL;", hash='e4c8d472d6dd96533f2d638cba02b62c91fe986a', operation='UPDATE OF "name", "email", "external_reference"', pgid='pgtrigger_words_of_changed_7b4b5', table='customers_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='words_of_new', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO customers_paymentwords (payment_id, words) SELECT p.id, search_words(concat_ws(' ', p.reference, p.gateway_reference, p.card_last4, c.reference), concat_ws(' ', p.order_reference, c.name, c.email, c.external_reference)) FROM new_rows p JOIN customers_customer c ON c.id = p.customer_id ON CONFLICT (payment_id) DO UPDATE SET words = excluded.words; RETURN NULL;", hash='55ae758004ff814f697ed919002875959fada94a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_words_of_new_21df5', referencing='REFERENCING NEW TABLE AS new_rows ', table='customers_payment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='words_of_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="UPDATE customers_paymentwords w SET words = search_words(concat_ws(' ', p.reference, p.gateway_reference, p.card_last4, c.reference), concat_ws(' ', p.order_reference, c.name, c.email, c.external_reference)) FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id WHERE p.id = NEW.id AND w.payment_id = NEW.id; RETURN NULL;", hash='4e22ee2e2c792e8ee958022ae58ddea6d6e4c0de', operation='UPDATE OF "order_reference", "gateway_reference", "card_last4", "customer_id"', pgid='pgtrigger_words_of_changed_08e70', table='customers_payment', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='customerwords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='customer_words'),
        ),
        migrations.AddIndex(
            model_name='paymentwords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='payment_words'),
        ),
    ]
