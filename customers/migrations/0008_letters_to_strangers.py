"""A letter may go to an address of which nobody knows whose it is, if it is about a case."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0007_how_the_shop_shows_itself"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='message',
            name='message_one_reader',
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('customer__isnull', False), ('person__isnull', True)), models.Q(('customer__isnull', True), ('person__isnull', False)), models.Q(('customer__isnull', True), ('person__isnull', True), models.Q(('about', ''), _negated=True)), _connector='OR'), name='message_one_reader'),
        ),
    ]
