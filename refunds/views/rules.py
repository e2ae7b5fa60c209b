"""The rules of assignment on the page of times and hands: written, tried, ordered and removed by a lead."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.errors import NotFound, RecourseError
from refunds import permissions
from refunds.actions.set_rules import fill_rule, move_rule_up, remove_rule, save_rule
from refunds.models import AssignmentRule
from refunds.rule_preview import would_have_gone_to
from refunds.views.access import StaffRequest, staff_page
from refunds.views.time_forms import RuleForm
from refunds.views.times import draw


@require_POST
@staff_page(permissions.ASSIGN)
def rules(request: StaffRequest) -> HttpResponse:
    """Add a rule at the end, or try it."""
    return _save(request, None)


@staff_page(permissions.ASSIGN)
def rule(request: StaffRequest, row_id: int) -> HttpResponse:
    """Show the form of a rule, change it, or try the change."""
    found = AssignmentRule.objects.select_related("person").filter(pk=row_id).first()
    if found is None:
        raise NotFound(_("There is no such rule."), "rule_not_found")
    if request.method == "POST":
        return _save(request, found)
    return draw(request, rule_form=RuleForm(rule=found), edited_rule=found)


@require_POST
@staff_page(permissions.ASSIGN)
def rule_removal(request: StaffRequest, row_id: int) -> HttpResponse:
    remove_rule(actor=request.actor, rule_id=row_id)
    messages.success(request, _("Removed. Cases that it gave away stay where they are."))
    return redirect("refunds:times")


@require_POST
@staff_page(permissions.ASSIGN)
def rule_earlier(request: StaffRequest, row_id: int) -> HttpResponse:
    """Move a rule one place up."""
    move_rule_up(actor=request.actor, rule_id=row_id)
    messages.success(request, _("The order is changed."))
    return redirect("refunds:times")


def _save(request: StaffRequest, edited: AssignmentRule | None) -> HttpResponse:
    form, status = RuleForm(request.POST, edited), 400
    if form.is_valid():
        try:
            if "try" in request.POST:
                tried = would_have_gone_to(_with_draft(edited, form))
                return draw(request, rule_form=form, edited_rule=edited, rule_tried=tried)
            save_rule(actor=request.actor, rule_id=edited.pk if edited else None, **form.cleaned_data)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Kept. It holds for requests from now on."))
            return redirect("refunds:times")
    return draw(request, status, rule_form=form, edited_rule=edited)


def _with_draft(edited: AssignmentRule | None, form: RuleForm) -> list[AssignmentRule]:
    """The rules as they would be with what is in the form."""
    draft = AssignmentRule(position=edited.position if edited else 0)
    fill_rule(draft, **form.cleaned_data)
    rules = AssignmentRule.objects.select_related("person")
    others = list(rules.exclude(pk=edited.pk) if edited else rules)
    return sorted([*others, draft], key=lambda rule: rule.position) if edited else [*others, draft]
