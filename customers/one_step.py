"""A migration whose many operations are taken as one step, for the first migration of a room.

Django draws every related model anew after each operation; with a hundred models that know each other, a fresh
database would take minutes instead of seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger


class InOneStep(Operation):
    """Bring the state to its end first; then create each table as it is in the end, and its triggers.

    Takes CreateModel, AddField, AddIndex, AddConstraint and AddTrigger of its own tables. Fields, indexes and
    constraints come with their tables. Of other tables it takes AlterField where only the choices change, which the
    database does not know.
    """

    reversible = False

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        if "apps" in state.__dict__:
            del state.apps
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for kind in (CreateModel, AddTrigger):
            for operation in self.operations:
                if isinstance(operation, kind):
                    operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Create all tables of the room"
