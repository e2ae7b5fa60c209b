"""Words for the customers and payments that were here before their search was."""

from django.db import migrations

FILL = """
INSERT INTO customers_customerwords (customer_id, words)
    SELECT id, search_words(reference, concat_ws(' ', name, email, external_reference)) FROM customers_customer
    ON CONFLICT DO NOTHING;
INSERT INTO customers_paymentwords (payment_id, words)
    SELECT p.id, search_words(concat_ws(' ', p.reference, p.gateway_reference, p.card_last4, c.reference),
        concat_ws(' ', p.order_reference, c.name, c.email, c.external_reference))
    FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id
    ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_search_words"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
