"""Pages of onward training: the trees, one tree, one branch, its figures, its sessions and what is to be put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.cascade import (
    figures,
    following,
    mending,
    naming,
    picture,
    planting,
    recording,
    seeing,
    services,
    tree,
)
from benkan.apps.cascade.forms import AnswerForm, BeginForm, JoinForm, SessionForm, attendee_line
from benkan.apps.cascade.models import Cascade, Likeness, Person, Session
from benkan.core.errors import BenkanError
from benkan.web.errors import Explained, explain

TRAIN = "train"
Made = TypeVar("Made")


@require_GET
@officer()
def index(request: HttpRequest) -> HttpResponse:
    """The trees, the newest first."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = services.listed(query)
    count = ngettext("%(count)d tree", "%(count)d trees", len(found)) % {"count": len(found)}
    context = {
        "trees": found,
        "query": query,
        "count_words": count,
        "may_train": accounts.may(signed_in(request), TRAIN),
    }
    return render(request, "cascade/list.html", context)


@require_http_methods(["GET", "POST"])
@entitled(TRAIN)
def new(request: HttpRequest) -> HttpResponse:
    """A tree by hand."""
    form = BeginForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done, refusal = tried(
            lambda: planting.begin(signed_in(request), told["title"], told["began_on"], told["attendees"])
        )
        if done is not None:
            return redirect("cascade:detail", done.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "cascade/new.html", {"form": form, "refusal": refusal}, status=status)


@require_http_methods(["POST"])
@entitled(TRAIN)
def of_run(request: HttpRequest, run: UUID) -> HttpResponse:
    """The tree of a completed course: begun, or brought up to date."""
    made = planting.from_run(signed_in(request), run)
    return redirect("cascade:detail", made.public_id)


@require_GET
@officer()
def detail(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """One tree: its sums, its drawing and its top."""
    cascade = services.get(cascade_id)
    sight = seeing.sight(signed_in(request), cascade)
    at_top = tree.top(cascade)
    page = tree.page_of(at_top, request.GET.get("page"), at_top.count())
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = (
        seeing.readable(sight, naming.look_up(cascade, query)) if query and (sight.every_name or sight.branches) else []
    )
    drawn = tree.drawing(cascade, sight)
    context = head(request, cascade, "tree") | {
        "page": page,
        "nodes": tree.nodes(list(page), sight),
        "drawn": drawn,
        "height": max((one.y + one.height for one in drawn), default=0),
        "query": query,
        "found": tree.nodes(found, sight),
        "has_names": sight.every_name or bool(sight.branches),
        "aims": [(one, figures.label(one.target.kind, one.target.value)) for one in following.aims(cascade)[:4]],
    }
    return render(request, "cascade/detail.html", context)


@require_GET
@officer()
def branches(request: HttpRequest, cascade_id: UUID, person_id: UUID) -> HttpResponse:
    """The lines directly below a person, for a tree that is opened in place."""
    cascade = services.get(cascade_id)
    person = mending.person_of(cascade, person_id)
    page = tree.page_of(tree.directly_below(person), request.GET.get("page"), person.taught)
    sight = seeing.sight(signed_in(request), cascade)
    context = {"cascade": cascade, "parent": person, "page": page, "nodes": tree.nodes(list(page), sight)}
    return render(request, "cascade/_branches.html", context)


@require_GET
@officer()
def person(request: HttpRequest, cascade_id: UUID, person_id: UUID) -> HttpResponse:
    """One person with the branch below."""
    return _person_page(request, cascade_id, person_id)


@require_GET
@officer()
def reach(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """The reach table by country, region, service or month, and the map of places reached and not reached."""
    cascade = services.get(cascade_id)
    by = request.GET.get("by", "")
    by = by if by in figures.SUBJECTS else "region"
    found = figures.figures(cascade)
    page = picture.page_of_lines(found.by[by], request.GET.get("page"))
    context = head(request, cascade, "reach") | {
        "reach": found,
        "by": by,
        "subjects": picture.subjects(),
        "lines": picture.rows(page, found),
        "page": page,
        "depths": range(len(found.by_depth)),
        "map": picture.map_of_places(found),
        "not_reached": picture.by_country(found.not_reached),
    }
    return render(request, "cascade/reach.html", context)


@require_GET
@officer()
def left(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """What is left after months, and who has not yet trained anybody."""
    cascade = services.get(cascade_id)
    who = signed_in(request)
    found = figures.figures(cascade)
    page = tree.page_of(following.idle(cascade), request.GET.get("page"), found.waiting.idle)
    context = head(request, cascade, "left") | {
        "reach": found,
        "curve": picture.curve(found),
        "page": page,
        "idle": tree.nodes(list(page), seeing.sight(who, cascade)),
    }
    return render(request, "cascade/left.html", context)


@require_http_methods(["GET", "POST"])
@entitled(TRAIN)
def session_new(request: HttpRequest, cascade_id: UUID, person_id: UUID) -> HttpResponse:
    """Records a session of a person."""
    cascade = services.get(cascade_id)
    trainer = mending.person_of(cascade, person_id)
    form = SessionForm(request.POST or None, initial={"country": trainer.country})
    refusal = None
    if request.method == "POST" and form.is_valid():
        held = recording.Held(trainer=trainer.public_id, **form.cleaned_data)
        done, refusal = tried(lambda: recording.record(signed_in(request), cascade, held))
        if done is not None:
            told = ngettext(
                "Recorded: %(count)d person came into the tree.",
                "Recorded: %(count)d persons came into the tree.",
                done.persons,
            )
            messages.success(request, told % {"count": done.persons})
            if done.alike:
                messages.warning(request, _("Some could be persons of the tree: decide it under “Who is one”."))
            return redirect("cascade:person", cascade.public_id, trainer.public_id)
    name = seeing.sight(signed_in(request), cascade).name(trainer)
    context = head(request, cascade, "") | {"form": form, "refusal": refusal, "trainer": trainer, "name": name}
    return render(request, "cascade/session_new.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@entitled(TRAIN)
def session(request: HttpRequest, cascade_id: UUID, session_id: UUID) -> HttpResponse:
    """One session: who attended; another trainer; or it never was."""
    cascade = services.get(cascade_id)
    one = recording.session_of(cascade, session_id)
    who, refusal = signed_in(request), None
    if request.method == "POST":
        if "withdraw" in request.POST:
            done, refusal = tried(lambda: mending.withdraw(who, one))
            if done is not None:
                messages.success(request, _("The session is withdrawn."))
                return redirect("cascade:person", cascade.public_id, one.trainer.public_id)
        else:
            given = _uuid(request.POST.get("trainer", ""))
            _done, refusal = tried(lambda: mending.move(who, one, given))
            if refusal is None:
                messages.success(request, _("The session has its new trainer."))
                return redirect("cascade:session", cascade.public_id, one.public_id)
    attended = Person.objects.filter(trainings__session=one).order_by("number")
    sight = seeing.sight(who, cascade)
    context = head(request, cascade, "") | {
        "session": one,
        "trainer": sight.name(one.trainer),
        "attended": tree.nodes(list(attended), sight),
        "refusal": refusal,
    }
    return render(request, "cascade/session.html", context, status=422 if refusal else 200)


@require_http_methods(["POST"])
@entitled(TRAIN)
def act(request: HttpRequest, cascade_id: UUID, person_id: UUID, what: str) -> HttpResponse:
    """Notes an answer about a person, or erases the name."""
    cascade = services.get(cascade_id)
    who = signed_in(request)
    refusal: Explained | None = None
    if what == "erase":
        _done, refusal = tried(lambda: mending.erase(who, cascade, person_id))
    else:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return _person_page(request, cascade_id, person_id, form=form)
        told = [(person_id, form.cleaned_data["day"], form.cleaned_data["state"])]
        _done, refusal = tried(lambda: following.answer(who, cascade, told))
    if refusal is not None:
        return _person_page(request, cascade_id, person_id, refusal=refusal)
    messages.success(request, _("Noted."))
    return redirect("cascade:person", cascade_id, person_id)


@require_http_methods(["GET", "POST"])
@entitled(TRAIN)
def join(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """Further attendees of the first course."""
    cascade = services.get(cascade_id)
    form = JoinForm(request.POST or None, initial={"day": cascade.began_on})
    refusal = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done, refusal = tried(lambda: planting.join(signed_in(request), cascade, told["day"], told["attendees"]))
        if done is not None:
            return redirect("cascade:detail", cascade.public_id)
    context = head(request, cascade, "") | {"form": form, "refusal": refusal}
    return render(request, "cascade/join.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@entitled(TRAIN)
def alike(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """Pairs of persons who could be one: an officer says so, or that they are two."""
    cascade = services.get(cascade_id)
    who, refusal = signed_in(request), None
    waiting = Likeness.objects.filter(cascade=cascade, state=Likeness.State.OPEN).select_related("first", "second")
    if request.method == "POST":
        one = waiting.filter(pk=int(given) if (given := request.POST.get("pair", "")).isdecimal() else 0).first()
        if one is not None and "different" in request.POST:
            _done, refusal = tried(lambda: mending.different(who, one))
        elif one is not None:
            _done, refusal = tried(lambda: mending.merge(who, cascade, one.first.public_id, one.second.public_id))
        if refusal is None:
            return redirect("cascade:alike", cascade.public_id)
    page = picture.page_of_lines(waiting.order_by("-score", "pk"), request.GET.get("page"))
    context = head(request, cascade, "alike") | {"page": page, "pairs": picture.pairs(page), "refusal": refusal}
    return render(request, "cascade/alike.html", context, status=422 if refusal else 200)


def _person_page(
    request: HttpRequest,
    cascade_id: UUID,
    person_id: UUID,
    *,
    form: AnswerForm | None = None,
    refusal: Explained | None = None,
) -> HttpResponse:
    cascade = services.get(cascade_id)
    one = mending.person_of(cascade, person_id)
    sight = seeing.sight(signed_in(request), cascade)
    page = tree.page_of(tree.directly_below(one), request.GET.get("page"), one.taught)
    held = Session.objects.filter(trainer=one).order_by("-held_on", "-pk")
    trained = one.trainings.select_related("session", "session__trainer").order_by("day", "pk")[: tree.SHOWN]
    context = head(request, cascade, "") | {
        "person": one,
        "name": sight.name(one),
        "where": tree.where(one),
        "above": tree.nodes(tree.above(one), sight),
        "page": page,
        "nodes": tree.nodes(list(page), sight),
        "sessions": held[: tree.SHOWN],
        "trained": [(row, sight.name(row.session.trainer) if row.session else "") for row in trained],
        "branch": figures.of_branch(one),
        "answers": one.answers.order_by("-day")[:10] if sight.sees(one) else [],
        "form": form or AnswerForm(),
        "refusal": refusal,
        "again": attendee_line(one) if sight.every_name else "",
    }
    return render(request, "cascade/person.html", context, status=422 if refusal or form else 200)


def head(request: HttpRequest, cascade: Cascade, page: str) -> dict[str, Any]:
    """What the head of every page of a tree shows."""
    may_train = accounts.may(signed_in(request), TRAIN)
    waiting = Likeness.objects.filter(cascade=cascade, state=Likeness.State.OPEN).count() if may_train else 0
    return {"cascade": cascade, "tab": page, "may_train": may_train, "waiting_pairs": waiting}


def tried(act: Callable[[], Made]) -> tuple[Made | None, Explained | None]:
    """What the act gave, or why it was refused."""
    try:
        return act(), None
    except BenkanError as error:
        return None, explain(error)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text.strip())
    except ValueError:
        return UUID(int=0)
