"""The pages."""

import json
import os
from datetime import timedelta

from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from .models import SignIn

HOUR = 3600
LIFE = timedelta(hours=12)

# Nothing is let through but our own styles, images and forms; nothing personal stays in a cache. Django adds the others.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

with open(os.environ["WORDS"], encoding="utf-8") as words:
    WORDS = json.load(words)


def headers(get_response):
    def dress(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return dress


def browser(agent):
    def found(marks):
        return next((name for mark, name in marks if mark in agent), None)

    name, system = found(WORDS["browsers"]), found(WORDS["systems"])
    if not name and not system:
        return gettext("Unknown browser")
    return gettext("%(browser)s on %(system)s") % {
        "browser": name or gettext("Unknown browser"),
        "system": system or gettext("an unknown system"),
    }


def relative(seconds):
    past, length = seconds <= 0, abs(seconds)
    if length < 60:
        return gettext("just now") if past else gettext("in a moment")
    minutes, hours, days = (round(length / unit) for unit in (60, HOUR, 24 * HOUR))
    if minutes < 60:
        said = ngettext("%d minute", "%d minutes", minutes) % minutes
    elif hours < 24:
        said = ngettext("%d hour", "%d hours", hours) % hours
    else:
        said = ngettext("%d day", "%d days", days) % days
    return (gettext("%s ago") if past else gettext("in %s")) % said


def moment(at, now):
    local = timezone.localtime(at)
    return {
        "iso": local.isoformat(),
        "text": format_date(local, "j M Y, H:i T"),
        "relative": relative(int((at - now).total_seconds())),
    }


def home(request):
    return redirect("/dashboard")


@ensure_csrf_cookie
def sign_in(request):
    if request.method != "POST":
        return render(request, "login.html", {"email": ""})
    email = request.POST.get("email", "")
    user = authenticate(request, email=email, password=request.POST.get("password", ""))
    if user is None:
        return render(request, "login.html", {"email": email, "failed": True}, status=401)
    login(request, user)
    now = timezone.now()
    SignIn.objects.create(
        user=user,
        session_id=request.session.session_key,
        at=now,
        expires_at=now + LIFE,
        ip=request.META["REMOTE_ADDR"],
        user_agent=request.headers.get("User-Agent", "")[:400],
    )
    return redirect("/dashboard")


@require_GET
@login_required
def dashboard(request):
    now, key = timezone.now(), request.session.session_key
    live = list(
        SignIn.objects.filter(user=request.user, expires_at__gt=now, session__expire_date__gt=now).order_by("-at")
    )
    current = next((row for row in live if row.session_id == key), None)
    if current is None:
        return redirect("/login")

    def shown(row, at):
        return {"browser": browser(row.user_agent), "ip": row.ip, "at": moment(at, now), "here": row is current}

    context = {
        "session": {
            "browser": browser(current.user_agent),
            "started": moment(current.at, now),
            "idle_end": moment(min(now + timedelta(seconds=HOUR), current.expires_at), now),
            "last_end": moment(current.expires_at, now),
        },
        "sessions": [shown(row, now if row is current else row.at) for row in live],
        "sign_ins": [shown(row, row.at) for row in SignIn.objects.filter(user=request.user).order_by("-at")[:5]],
    }
    return render(request, "dashboard.html", context)


urlpatterns = [path("", home), path("login", sign_in), path("dashboard", dashboard)]
