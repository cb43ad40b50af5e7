"""Who sees what: the sentences of "Kuka näkee tämän?", drawn from what the assessment declares and the rules that show it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.choices import SPREAD_MINIMUM, RatingsShown
from assessments.models import Assessment
from assessments.selectors.audience import people_with
from workshops.roles import Permission

Lines = list[tuple[str, str]]


def _managers() -> dict[str, str]:
    return {"managers": people_with(Permission.MANAGE_ASSESSMENT)}


def how_ratings_are_shown(ratings_shown: str) -> str:
    """Return in sentences how single ratings are shown in the discussion."""
    if ratings_shown == RatingsShown.NAMES:
        return _("Yhteisessä keskustelussa jokaisen arvio näkyy nimen kanssa.")
    return _("Yhteisessä keskustelussa näkyy vain, miten arviot jakautuvat, ilman nimiä.") + " " + _few_are_hidden()


def _shown_in_discussion(ratings_shown: str) -> str:
    """Return the same for a place that has already said that the discussion is meant."""
    if ratings_shown == RatingsShown.NAMES:
        return _("Jokaisen arvio näkyy nimen kanssa.")
    return _("Näkyviin tulee vain se, miten arviot jakautuvat, ilman nimiä.") + " " + _few_are_hidden()


def _few_are_hidden() -> str:
    return _("Jos kriteerin on arvioinut vähemmän kuin %(minimum)s henkilöä, jakaumaa ei näytetä.") % {"minimum": SPREAD_MINIMUM}


def who_sees_rating(assessment: Assessment, *, typed_in: bool = False) -> Lines:
    """Return who sees an own rating and its note: now, in the discussion and afterwards. `typed_in`: it came from paper."""
    others = _("Työpajan %(managers)s näkevät ainoastaan, montako kriteeriä olet arvioinut.") % _managers()
    now = _("Sinä ja se, joka kirjasi vastauksen paperilta. Kun tallennat itse, vain sinä.") if typed_in else _("Vain sinä.")
    return [
        (_("Nyt"), f"{now} {others}"),
        (
            _("Yhteisessä keskustelussa"),
            _shown_in_discussion(assessment.ratings_shown) + " " + _("Muistiinpanosi näkyy vain luvallasi, ilman nimeä ja tasoa."),
        ),
        (
            _("Sen jälkeen"),
            _(
                "Tuloksissa ja raportissa näkyy arvioiden jakauma ilman nimiä, jos arvioijia on vähintään %(minimum)s. "
                "Muistiinpanoja ei näytetä."
            )
            % {"minimum": SPREAD_MINIMUM},
        ),
    ]


def who_sees_draft() -> Lines:
    """Return who sees a draft and what is written into it."""
    return [
        (_("Nyt"), _("Työpajan %(managers)s.") % _managers()),
        (_("Aloituksen jälkeen"), _("Myös osallistujat näkevät arvioinnin nimen, päivät ja sen, miten arviot näytetään.")),
    ]


def who_sees_reason() -> Lines:
    """Return who sees the reason of reopening or abandoning."""
    return [
        (_("Tallennuksen jälkeen"), _("Kaikki, jotka näkevät tämän arvioinnin: sen osallistujat ja työpajan %(managers)s.") % _managers())
    ]


def who_sees_invitation() -> Lines:
    """Return who sees an address written for an invitation."""
    return [
        (_("Nyt"), _("Työpajan %(managers)s.") % _managers()),
        (_("Kutsun jälkeen"), _("Kutsuttu näkee, kuka kutsui ja mihin työpajaan. Muut osallistujat eivät näe hänen osoitettaan.")),
    ]


def who_sees_name() -> Lines:
    """Return who sees the name of a participant without an account."""
    return [
        (_("Nyt"), _("Työpajan %(managers)s.") % _managers()),
        (_("Yhteisessä keskustelussa"), _("Osallistujat, jos arviot on päätetty näyttää nimien kanssa. Muuten nimeä ei näytetä.")),
    ]


def who_sees_paper(assessment: Assessment) -> Lines:
    """Return who sees ratings typed in from paper, told to the one who types."""
    others = _("Muut yhteyshenkilöt ja esihenkilöt näkevät ainoastaan, montako kriteeriä on arvioitu.")
    _now, _discussed, *later = who_sees_rating(assessment)
    note = _("Muistiinpano näkyy vain osallistujan luvalla, ilman nimeä ja tasoa.")
    return [
        (_("Nyt"), f"{_('Sinä, koska kirjaat vastaukset, ja osallistuja itse, jos hänellä on koodi.')} {others}"),
        (_("Yhteisessä keskustelussa"), f"{_shown_in_discussion(assessment.ratings_shown)} {note}"),
        *later,
    ]


def who_sees_paper_form(assessment: Assessment) -> Lines:
    """Return who sees the answers on paper, told on the form to the one who fills it in."""
    _now, *later = who_sees_rating(assessment)
    typist = _("Se yhteyshenkilö tai esihenkilö, joka kirjaa vastauksesi palveluun. Muut eivät näe niitä ennen keskustelua.")
    return [(_("Kun palautat lomakkeen"), typist), *later]
