"""What can be laid side by side: versions ("v3") and drafts ("PD-2026-000001"), and how a version stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from customers import clock
from customers.errors import NotFound
from refunds.limits import Limits, current_limits, limit_differences
from refunds.models import PolicyDraft, PolicyVersion
from refunds.policy.compare import Difference, differences
from refunds.policy.parameters import Document
from refunds.queries import live_versions, policy_in_force

IN_FORCE, SCHEDULED, ENDED, WITHDRAWN = "in_force", "scheduled", "ended", "withdrawn"
MOST_NUMBER = 10**6

_VERSION = re.compile(r"v([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two sides. `limits` are None where a version left them as they were."""

    key: str
    label: str
    document: Document
    limits: Limits | None


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """Everything that differs within one rule, or within the limits of roles."""

    code: str
    title: str
    changes: Sequence[Difference]


def side_of(key: str) -> Side:
    """Find a version by "v3" or a draft by its reference. Raises NotFound."""
    if match := _VERSION.fullmatch(key):
        return version_side(find_version(int(match[1])))
    draft = PolicyDraft.objects.filter(reference=key).first() if "\x00" not in key else None
    if draft is None:
        raise NotFound(_("There is no such version or draft."), "version_not_found")
    return draft_side(draft)


def version_side(version: PolicyVersion) -> Side:
    limits = version.limits
    if limits is None and version == policy_in_force(clock.now()):
        limits = current_limits()
    return Side(str(version), _("Version %s") % version, version.document, limits)


def base_side(draft: PolicyDraft) -> Side:
    """What a draft began with."""
    base = draft.based_on
    return Side(str(base), _("Version %s") % base, base.document, draft.base_limits)


def draft_side(draft: PolicyDraft) -> Side:
    return Side(draft.reference, _("Draft “%s”") % draft.name, draft.document, draft.limits)


def compare_sides(left: Side, right: Side) -> list[ChangedRule]:
    """Only what differs, rule by rule, the limits last."""
    return by_rule([*differences(left.document, right.document), *limit_differences(left.limits, right.limits)])


def by_rule(found: Iterable[Difference]) -> list[ChangedRule]:
    """Put the differences of one rule together; they come in order."""
    groups = [(code, list(changes)) for code, changes in groupby(found, key=lambda change: change.rule)]
    return [ChangedRule(code, changes[0].title, changes) for code, changes in groups]


def find_version(number: int) -> PolicyVersion:
    """Return a version with who activated and who withdrew it. Raises NotFound."""
    versions = PolicyVersion.objects.select_related(
        "activation__activated_by", "activation__proposed_by", "activation__draft", "withdrawal__withdrawn_by"
    )
    version = versions.filter(number=number).first() if number <= MOST_NUMBER else None
    if version is None:
        raise NotFound(_("There is no such version."), "version_not_found")
    return version


def standing(version: PolicyVersion, in_force: PolicyVersion) -> str:
    """Whether it holds for what is bought now, will, did, or never came to."""
    if hasattr(version, "withdrawal"):
        return WITHDRAWN
    if version == in_force:
        return IN_FORCE
    return SCHEDULED if version.starts_at > clock.now() else ENDED


def ends_at(version: PolicyVersion) -> datetime | None:
    """When the next version takes over, if one is to."""
    later = live_versions().filter(starts_at__gt=version.starts_at).order_by("starts_at").first()
    return later.starts_at if later else None


def published_version(number: int) -> PolicyVersion:
    """A version that customers may read: it has started, and was not withdrawn. Raises NotFound."""
    version = find_version(number)
    if standing(version, policy_in_force(clock.now())) in (WITHDRAWN, SCHEDULED):
        raise NotFound(_("There is no such version."), "version_not_found")
    return version
