"""The contact page, and the team's queue of messages."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.directory.models import Body
from karta.portal.directory.queries import claims_on
from karta.portal.directory.timing import SOFIA
from karta.portal.platform import mail
from karta.portal.platform.access import steward_required
from karta.portal.platform.errors import error_page
from karta.portal.platform.map_file import map_file
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.contact import queries, rules, services
from karta.portal.rooms.contact.forms import AnswerForm, EraseForm, MessageForm, TermsForm
from karta.portal.rooms.contact.models import Message

PAGE = 50


@never_cache
def contact(request: HttpRequest) -> HttpResponse:
    """The cluster's name and channels, and the form. The same form sent twice is one message."""
    form = MessageForm(request.POST or None)
    if not form.is_valid():
        cluster = map_file().cluster or ""
        told = claims_on("body", [cluster])[cluster]
        context = {
            "form": form,
            "cluster": Body.objects.filter(code=cluster).first(),
            "name": told["name"],
            "channels": told["channel"].claims,
            "terms": queries.terms(),
            "rights_days": rules.RIGHTS_DAYS,
            "section": "contact",
        }
        return render(request, "contact/contact.html", context, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    if not form.is_machine:
        is_known = Message.objects.filter(sent_key=said["sent_key"]).exists()
        if not is_known and not mail.may_ask(request, said["email"]):
            return error_page(request, 429)
        wanted = ("sent_key", "kind", "name", "email", "subject", "text")
        services.send(**{name: said[name] for name in wanted}, language=language(), at=timezone.now())
    return redirect("contact:sent")


def sent(request: HttpRequest) -> HttpResponse:
    """What happens next. It says nothing about any message, so anybody may open it."""
    return render(request, "contact/sent.html", {"terms": queries.terms(), "section": "contact"})


@never_cache
@steward_required
def message_queue(request: HttpRequest) -> HttpResponse:
    """Messages in one state, the one due first on top; `mine`: those that the reader owns."""
    state = request.GET.get("state", Message.State.OPEN)
    if state not in Message.State.values:
        raise Http404(f"messages: {state} is no state")
    is_mine = request.GET.get("mine") == "1"
    today = timezone.now().astimezone(SOFIA).date()
    found = queries.queue(state, mine=request.user.pk if is_mine else None)
    counts = queries.counts(today)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "is_mine": is_mine,
        "states": [(code, name, counts[code]) for code, name in Message.State.choices],
        "overdue": counts["overdue"],
        "today": today,
        "terms": queries.terms(),
        "section": "team",
    }
    return render(request, "contact/queue.html", context)


@never_cache
@steward_required
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message with its answers; answering sends the mail and closes it."""
    found = get_object_or_404(Message.objects.select_related("owner"), pk=message_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(message_id=message_id, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        except services.NotOpen:
            messages.warning(request, _("Somebody answered or closed it before you; nothing was sent."))
        else:
            messages.success(request, _("Answered; the letter is on its way."))
        return redirect("contact:message", message_id)
    held = queries.held_about(found.email) if found.is_about_own_data else []
    context = {
        "message": found,
        "answers": list(found.answers.select_related("by")),
        "form": form,
        "held": [one for one in held if one.pk != found.pk],
        "erase_form": EraseForm(),
        "today": timezone.now().astimezone(SOFIA).date(),
        "section": "team",
    }
    return render(request, "contact/message.html", context, status=422 if form.is_bound else 200)


@require_POST
@steward_required
def take(request: HttpRequest, message_id: int) -> HttpResponse:
    """Become the owner, or give it back."""
    owner = None if request.POST.get("give_back") else request.user
    _found(message_id)
    services.take(message_id=message_id, owner=owner, by=request.user, at=timezone.now())
    return redirect("contact:message", message_id)


@require_POST
@steward_required
def close(request: HttpRequest, message_id: int) -> HttpResponse:
    """Close without an answer."""
    _found(message_id)
    try:
        services.close(message_id=message_id, by=request.user, at=timezone.now())
    except services.NotOpen:
        messages.warning(request, _("It was answered or closed before."))
    return redirect("contact:message", message_id)


@require_POST
@steward_required
def reopen(request: HttpRequest, message_id: int) -> HttpResponse:
    """Open it again: it is not deleted then."""
    _found(message_id)
    services.reopen(message_id=message_id, by=request.user, at=timezone.now())
    return redirect("contact:message", message_id)


@require_POST
@steward_required
def erase(request: HttpRequest, message_id: int) -> HttpResponse:
    """Delete all that came from this message's address, once somebody said that they are sure."""
    found = _found(message_id)
    if not EraseForm(request.POST).is_valid():
        messages.error(request, _("Nothing was deleted: tick the box first."))
        return redirect("contact:message", message_id)
    count = services.erase_all_of(email=found.email, by=request.user, at=timezone.now())
    messages.success(request, _("Deleted messages: %(count)s.") % {"count": count})
    return redirect("contact:queue")


@never_cache
@steward_required
def terms(request: HttpRequest) -> HttpResponse:
    """Within how many days the cluster answers, and how long it keeps messages."""
    known = queries.terms()
    initial = {"answer_days": known.answer_days, "retention_days": known.retention_days}
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.set_terms(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("contact:queue")
    return render(
        request, "contact/terms.html", {"form": form, "section": "team"}, status=422 if form.is_bound else 200
    )


def _found(message_id: int) -> Message:
    return get_object_or_404(Message, pk=message_id)
