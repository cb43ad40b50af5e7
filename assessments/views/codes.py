"""Rating without an account: coming in with a personal code, one's own pages, and leaving.

These pages name no assessment and no person: the session does, so that there is no other address to try.
"""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from assessments.forms.codes import CodeForm, GuestRatingForm
from assessments.forms.ratings import RatingForm
from assessments.guests import begin_guest_session, end_guest_session
from assessments.models import Assessment, Participant, Rating
from assessments.selectors.progress import rated_progress
from assessments.selectors.visibility import how_ratings_are_shown
from assessments.services.codes import CODE_FIELD, come_in_with_code, save_rating_by_code
from assessments.views.landing import own_links
from assessments.views.ratings import RatingPage
from config.toolkit.autosave import REFUSED, is_autosave, not_saved
from config.toolkit.error_pages import typed_texts
from config.toolkit.errors import WrongStateError
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from criteria.models import Criterion

EVERYBODY = "everybody"  # one limit for all addresses together, beside the one for each


def rating_url(criterion: Criterion) -> str:
    return reverse("assessments:code-rating-update", args=[criterion.code])


@method_decorator([login_not_required, sensitive_post_parameters(CODE_FIELD)], name="dispatch")
class CodeEntry(FormPage):
    """The door for a personal code. Who is signed in with an account is told so and stays who she is."""

    template_name = "assessments/code_entry.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return render(request, "assessments/code_signed_in.html", status=409 if request.method == "POST" else 200)
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="personal_code", key=EVERYBODY)
        return limited or super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        def enter() -> None:
            participant = come_in_with_code(code=form.cleaned_data[CODE_FIELD], at=self.request.arrived_at)
            begin_guest_session(self.request, participant)

        return self.save_or_refuse(form, enter, lambda: reverse("assessments:code-detail"))


@method_decorator(login_not_required, name="dispatch")
class GuestPage(View):
    """A page of the guest's own place; who has not come in is led to the door."""

    place: Participant
    assessment: Assessment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.guest.participant is None:
            return _at_the_door(request)
        self.place = request.guest.participant
        self.assessment = self.place.assessment
        self.prepare()
        return super().dispatch(request, *args, **kwargs)

    def prepare(self) -> None:
        """Find what else the page is about."""


def _at_the_door(request: HttpRequest) -> HttpResponse:
    """Tell why the session ended, and give back what was typed; who has none is led to the door."""
    if is_autosave(request):
        sentence = _("Arviointi koodilla on päättynyt, eikä tätä tallennettu. Kopioi tekstisi talteen ja anna koodi uudelleen.")
        return not_saved(REFUSED, sentence, status=410)
    ended, texts = request.guest.ended, typed_texts(request)
    if ended or texts:
        return render(request, "assessments/code_ended.html", {"ended": ended and ended.value, "typed_texts": texts}, status=410)
    return redirect("assessments:code-entry")


class CodeDetail(GuestPage, TemplateView):
    """The guest's own areas and how far she is."""

    template_name = "assessments/code_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = rated_progress(self.assessment, self.place.ratings.all())
        return super().get_context_data(
            assessment=self.assessment,
            own=own,
            how_shown=how_ratings_are_shown(self.assessment.ratings_shown),
            today=self.request.access.on,
            **own_links(own, rating_url),
            **kwargs,
        )


class CodeRatingUpdate(GuestPage, RatingPage):
    """The rating page of everybody, for the guest's own place."""

    form_class = GuestRatingForm

    def prepare(self) -> None:
        """Refuse what a tab of another guest sends, before anything of it is read as this guest's."""
        if self.request.POST.get("place", self.place.ref) != self.place.ref:
            raise WrongStateError(_("Tällä laitteella arvioi nyt joku toinen. Vastausta ei tallennettu."))
        self.find_sheet(self.place.ratings.all())

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "place": self.place.ref}

    def save(self, form: RatingForm) -> Rating:
        return save_rating_by_code(
            participant=self.place,
            criterion=self.criterion,
            given=form.given,
            revision=form.cleaned_data["revision"],
            at=self.request.arrived_at,
        )

    def url_of(self, criterion: Criterion) -> str:
        return rating_url(criterion)

    def landing_url(self) -> str:
        return reverse("assessments:code-detail")


@require_POST
@login_not_required
def code_end(request: HttpRequest) -> HttpResponse:
    """Lopeta: the session is over, and the browser keeps nothing. Doing it twice changes nothing."""
    if request.guest.participant is not None:
        end_guest_session(request)
    messages.success(request, _("Olet lopettanut. Arviosi on tallennettu, eikä tälle laitteelle jäänyt niistä mitään."))
    return redirect("assessments:code-entry")
