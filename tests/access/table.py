"""Who may reach what: one line a route. A route that is not here fails the test, which says what to add.

    "staff/mail/<int:letter_id>/": staff(get=EVERY_ROLE),
    "staff/keys/": staff(get="admin", post="admin", body={"name": "x"}),
    "api/v1/invitations/": api(get=("people:read", "admin"), post=("people:write", "admin"), body={...}),

`get` and `post` name the roles that get through; None is a method that the page does not have (405). `body` is what is
posted: sound enough that the answer depends on who posts it. "{reference}" and the like in it, and the
placeholders of the route, are filled with the things of the test (`THINGS` in test_matrix.py says which there are);
`of` says whose reference is meant, where the route does not begin with it. `four_eyes` marks the moves that are refused
on a request of one's own. `absent` says that the test has no such thing: it only proves that nobody without the right
gets anywhere.
"""

from __future__ import annotations

from tests.access.row import Row
from tests.access.rows import (
    of_cases_by_api,
    of_customers,
    of_disputes,
    of_finance,
    of_the_desk,
    of_the_doors,
    of_the_house,
)

_PARTS = (
    of_the_doors.ROWS,
    of_customers.ROWS,
    of_the_desk.ROWS,
    of_disputes.ROWS,
    of_finance.ROWS,
    of_the_house.ROWS,
    of_cases_by_api.ROWS,
)

TABLE: dict[str, Row] = {route: row for part in _PARTS for route, row in part.items()}
assert len(TABLE) == sum(map(len, _PARTS)), "a route stands in two files"
