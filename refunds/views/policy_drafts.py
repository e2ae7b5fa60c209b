"""A draft of the policy: its page with what it changes, its form, and its moves up to the activation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers import clock
from customers.errors import BadInput, Conflict, NotFound, RecourseError
from refunds import permissions
from refunds.actions.activate_policy import activate_draft, start_of, writers
from refunds.actions.edit_policy_draft import carried_over, change_draft, rebase_draft
from refunds.actions.move_policy_draft import propose_draft, send_draft_back, withdraw_draft
from refunds.draft_fingerprint import draft_hash
from refunds.models import PolicyDraft
from refunds.policy_sides import Side, base_side, compare_sides, draft_side, version_side
from refunds.queries import newest_version, policy_in_force
from refunds.views.access import StaffRequest, staff_page
from refunds.views.policies import WhyForm
from refunds.views.policy_form import PolicyForm, with_other_rows

State = PolicyDraft.State
MOST_TRIALS = 10


@require_safe
@staff_page()
def draft(request: StaffRequest, reference: str) -> HttpResponse:
    return _page(request, find_draft(reference))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.EDIT_POLICY)
def edit(request: StaffRequest, reference: str) -> HttpResponse:
    """The form of the whole draft. Its small buttons add and remove rows and save nothing."""
    found = find_draft(reference)
    if found.state != State.DRAFT:
        return _page(request, found, refusal=_closed(found), status=200 if request.method != "POST" else 409)
    if request.method != "POST":
        return _form(request, found, PolicyForm(found))
    if "add" in request.POST or "remove" in request.POST:
        form = PolicyForm(found, kept=request.POST)
        return _form(request, found, PolicyForm(found, kept=with_other_rows(form, request.POST)))
    return _save(request, found, PolicyForm(found, request.POST))


@require_POST
@staff_page(permissions.EDIT_POLICY)
def proposal(request: StaffRequest, reference: str) -> HttpResponse:
    said = _("Proposed. Somebody who did not write it must activate it.")
    return _move(request, reference, propose_draft, said, version=_version(request))


@require_POST
@staff_page(permissions.ACTIVATE_POLICY)
def sending_back(request: StaffRequest, reference: str) -> HttpResponse:
    form = WhyForm(request.POST, auto_id="back-%s")
    if not form.is_valid():
        return _page(request, find_draft(reference), back_form=form, status=400)
    said = _("Sent back. It can be changed again.")
    return _move(request, reference, send_draft_back, said, why=form.cleaned_data["why"])


@require_POST
@staff_page(permissions.EDIT_POLICY)
def withdrawal(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_draft(reference)
    if refusal := _not_confirmed(request, found):
        return _not_done(request, found, "withdrawal", refusal)
    return _move(request, reference, withdraw_draft, _("The draft is given up. It stays to be read."))


@require_POST
@staff_page(permissions.ACTIVATE_POLICY)
def activation(request: StaffRequest, reference: str) -> HttpResponse:
    """A second person's yes to exactly what was on the screen."""
    found = find_draft(reference)
    if refusal := _not_confirmed(request, found):
        return _not_done(request, found, "activation", refusal)
    try:
        version = activate_draft(actor=request.actor, reference=reference, seen=request.POST.get("seen", "")[:64])
    except RecourseError as trouble:
        return _page(request, find_draft(reference), refusal=trouble, status=trouble.status)
    messages.success(request, _("%s is activated.") % version)
    return redirect("refunds:policy_version", version.number)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.EDIT_POLICY)
def base(request: StaffRequest, reference: str) -> HttpResponse:
    """What the newer version changed, what the draft changes, and both together; a POST carries it over."""
    found = find_draft(reference)
    if request.method == "POST":
        said = _("Carried over. Look through it once more.")
        return _move(request, reference, rebase_draft, said, version=_version(request))
    newest = newest_version()
    if newest == found.based_on or found.state != State.DRAFT:
        return redirect("refunds:policy_draft", reference)
    document, limits = carried_over(found, newest)
    old, newer, own = base_side(found), version_side(newest), draft_side(found)
    context = {
        "draft": found,
        "newest": newest,
        "theirs": compare_sides(old, newer),
        "ours": compare_sides(old, own),
        "both": _both(old, newer, own),
        "result": compare_sides(newer, Side("", _("Carried over"), document, limits)),
    }
    return render(request, "refunds/policy_base.html", context)


def find_draft(reference: str) -> PolicyDraft:
    drafts = PolicyDraft.objects.select_related("owner", "based_on", "activation__activated_by", "activation__version")
    found = drafts.filter(reference=reference).first() if "\x00" not in reference else None
    if found is None:
        raise NotFound(_("There is no such draft."), "draft_not_found")
    return found


def _save(request: StaffRequest, found: PolicyDraft, form: PolicyForm) -> HttpResponse:
    """Keep what was typed. If somebody else was quicker, show both texts, and let this one win only knowingly."""
    theirs, status = None, 400
    if form.is_valid():
        try:
            change_draft(actor=request.actor, reference=found.reference, **form.wish())
        except Conflict as refusal:
            form.take(refusal)
            theirs, status = _other_text(form, found), refusal.status
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("refunds:policy_draft", found.reference)
    return _form(request, found, form, status, theirs)


def _other_text(form: PolicyForm, found: PolicyDraft) -> dict[str, Any]:
    """Theirs and what was typed here, side by side; the form then answers to their state of it."""
    now = find_draft(found.reference)
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(now.version)
    form.data = data
    typed = Side("", _("What you typed"), form.document, form.limits)
    last = now.events.select_related("person").last()
    return {
        "changed": compare_sides(draft_side(now), typed),
        "who": last.person.label if last else "",
        "at": now.changed_at,
    }


def _form(
    request: StaffRequest, found: PolicyDraft, form: PolicyForm, status: int = 200, theirs: dict[str, Any] | None = None
) -> HttpResponse:
    context = {"draft": found, "form": form, "sections": list(form.sections()), "theirs": theirs}
    return render(request, "refunds/policy_edit.html", context, status=status)


def _move(
    request: StaffRequest, reference: str, act: Callable[..., PolicyDraft], said: str, **particulars: Any
) -> HttpResponse:
    try:
        act(actor=request.actor, reference=reference, **particulars)
    except NotFound:
        raise
    except RecourseError as refusal:
        return _page(request, find_draft(reference), refusal=refusal, status=refusal.status)
    messages.success(request, said)
    return redirect("refunds:policy_draft", reference)


def _not_done(request: StaffRequest, found: PolicyDraft, move: str, refusal: BadInput) -> HttpResponse:
    """After a wrong number the move's form stays open and says so beside its field; where it is not drawn, above."""
    is_drawn = _moves(request, found)[{"withdrawal": "may_withdraw", "activation": "may_activate"}[move]]
    shown: dict[str, Any] = {"wrong": {move: refusal.message}} if is_drawn else {"refusal": refusal}
    return _page(request, found, status=refusal.status, **shown)


def _page(request: StaffRequest, found: PolicyDraft, status: int = 200, **shown: Any) -> HttpResponse:
    in_force = policy_in_force(clock.now())
    newest = newest_version() if found.is_open else found.based_on
    before = version_side(in_force) if found.is_open else base_side(found)
    starts_at, trouble = _start(found)
    context = {
        "draft": found,
        "in_force": in_force,
        "before": before,
        "changed": compare_sides(before, draft_side(found)),
        "newest": newest,
        "is_stale": newest != found.based_on,
        "starts_at": starts_at,
        "start_trouble": trouble,
        "seen": draft_hash(found),
        "trials": list(found.trials.select_related("against").order_by("-id")[:MOST_TRIALS]),
        "events": _told(found),
        "back_form": WhyForm(auto_id="back-%s"),
        "comparison_url": f"{reverse('refunds:policy_comparison')}?right={found.reference}",
        **_moves(request, found),
        **shown,
    }
    return render(request, "refunds/policy_draft.html", context, status=status)


def _moves(request: StaffRequest, found: PolicyDraft) -> dict[str, bool]:
    """What this person may do with it now; the actions check again."""
    edits, activates = permissions.EDIT_POLICY in request.allowed, permissions.ACTIVATE_POLICY in request.allowed
    wrote = found.state == State.PROPOSED and writers(found).filter(person=request.user).exists()
    return {
        "may_edit": edits and found.state == State.DRAFT,
        "may_withdraw": edits and found.is_open,
        "may_send_back": (edits or activates) and found.state == State.PROPOSED,
        "may_activate": activates and found.state == State.PROPOSED and not wrote,
        "is_own": activates and wrote,
        "may_try": (edits or activates) and found.is_open,
    }


def _start(found: PolicyDraft) -> tuple[Any, str]:
    try:
        return (start_of(found) if found.starts_on else None), ""
    except Conflict as refusal:
        return None, refusal.message


def _told(found: PolicyDraft) -> list[dict[str, Any]]:
    events = found.events.select_related("person").order_by("-id")[:100]
    return [
        {
            "title": event.get_kind_display(),
            "at": event.happened_at,
            "actor": event.person.label,
            "text": event.words,
            "icon": "note",
        }
        for event in events
    ]


def _both(old: Side, newer: Side, own: Side) -> list[str]:
    """Parameters that both changed, by their labels."""
    theirs = {change.place for rule in compare_sides(old, newer) for change in rule.changes}
    ours = [change for rule in compare_sides(old, own) for change in rule.changes]
    return [f"{change.title}: {change.label}" for change in ours if change.place in theirs]


def _not_confirmed(request: StaffRequest, found: PolicyDraft) -> BadInput | None:
    """What cannot be undone is confirmed by typing the draft's number."""
    if request.POST.get("confirm", "").strip().upper() == found.reference:
        return None
    return BadInput(_("This is not the number of this draft. Nothing was changed."), "not_confirmed", "confirm")


def _closed(found: PolicyDraft) -> Conflict:
    return Conflict(_("This draft is “%s” now, so it cannot be changed.") % found.get_state_display(), "already_moved")


def _version(request: StaffRequest) -> int:
    """The state of the draft that the page was drawn from; what is no number fits none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
