"""The sequences of this room's references, the marks of figures that changed, and the guard of closed days."""

from django.db import migrations

from customers.references import create_sequence
from reporting.closing.trigger import create_guard
from reporting.figure_marks import operation as mark_changed_figures

SEQUENCES = (
    "statement_reference",
    "export_reference",
    "statement_batch_reference",
    "closing_reference",
    "pack_reference",
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("disputes", "0002_reference_numbers")]

    operations = [*(create_sequence(sequence) for sequence in SEQUENCES), mark_changed_figures(), create_guard()]
