"""Programs of the shop beside its people."""

from tests.api.conftest import program_of

__all__ = ["program_of"]
