"""Pages for what goes wrong before a view is reached."""

from django.shortcuts import render

NOT_TYPED = "csrfmiddlewaretoken"


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def stale_page(request, reason=""):
    """A form whose token is no longer good. What was typed on our own page can be sent again with one press.

    security: only for what the browser says came from here; from elsewhere it would be an attack that we finish.
    """
    typed = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name != NOT_TYPED]
    is_own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    is_own = is_own and not request.FILES and not any("password" in name for name, _value in typed)
    context = {"is_own": is_own, "typed": typed if is_own else []}
    response = render(request, "403_csrf.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)
