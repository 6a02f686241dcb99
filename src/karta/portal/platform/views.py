"""Accounts, and answers for operators."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.views import LoginView
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from karta.portal.platform import queries, services
from karta.portal.platform.errors import error_page
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot


class SignIn(LoginView):
    """Django's sign-in, closed for a while after too many failures for one name or from one address."""

    template_name = "platform/login.html"

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        now = timezone.now()
        if any(queries.is_throttled(kind, text, at=now) for kind, text in self._keys()):
            return error_page(request, 429)
        return super().post(request, *args, **kwargs)

    def _keys(self) -> list[tuple[str, str]]:
        name, address = self.request.POST.get("username", ""), self.request.META.get("REMOTE_ADDR", "")
        return [("login_name", name), ("login_address", address)]

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        for kind, text in self._keys():
            services.count_attempt(kind=kind, text=text, at=timezone.now())
        return super().form_invalid(form)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        services.record_sign_in(user=form.get_user(), at=timezone.now())
        return super().form_valid(form)


@never_cache
def first_password(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a one-time link: choose a password, then be signed in."""
    link = queries.live_link(token, at=timezone.now())
    if link is None:
        return error_page(request, 410)
    form = SetPasswordForm(link.user, request.POST or None)
    if not form.is_valid():
        return render(request, "platform/first_password.html", {"form": form, "account": link.user})
    try:
        user = services.set_first_password(token=token, password=form.cleaned_data["new_password1"], at=timezone.now())
    except services.LinkSpent:
        return error_page(request, 410)
    login(request, user)
    return redirect(reverse("imports:list"))


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands every view its request
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands every view its request
    """Database and snapshot answer; 503 with the reason otherwise."""
    try:
        connection.ensure_connection()
        name = current_snapshot().name
    except NoSnapshot as error:
        return JsonResponse({"ready": False, "reason": str(error)}, status=503)
    return JsonResponse({"ready": True, "snapshot": name})
