"""What reporting keeps: the papers and files that were asked for, where files go, and how books call our accounts."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.books import BookAccount, BookSettings
from reporting.models.export import Export, SavedExport
from reporting.models.export_place import ExportDelivery, ExportPlace, ExportSchedule
from reporting.models.statement import Statement

__all__ = [
    "BookAccount", "BookSettings", "Export", "ExportDelivery", "ExportPlace", "ExportSchedule", "SavedExport",
    "Statement",
]  # fmt: skip

guard_states(Statement, Statement.State.QUEUED)
guard_states(Export, Export.State.QUEUED)
keep_history_rows(Statement, Export, SavedExport, ExportPlace, ExportSchedule, BookAccount, BookSettings)
