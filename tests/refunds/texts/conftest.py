from tests.refunds.views.conftest import asked_by, large, press, waiting

__all__ = ["asked_by", "large", "press", "waiting"]
