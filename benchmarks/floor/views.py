from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmarks.floor.models import Row


def rows(request: HttpRequest, count: int = 50) -> HttpResponse:
    """Session, user and one SELECT: three statements, one template."""
    return render(request, "rows.html", {"rows": Row.objects.order_by("pk")[:count]})
