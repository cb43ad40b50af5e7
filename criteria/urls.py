"""Addresses of criteria and concepts."""

from django.urls import URLPattern, path, register_converter

from criteria.views import concepts, frameworks, links, publications


class CodeConverter:
    """A version number or a code: letters, digits, dot, underscore, hyphen; anything else is no address."""

    regex = "[0-9A-Za-z][0-9A-Za-z._-]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

app_name = "criteria"
urlpatterns: list[URLPattern] = [
    path("kriteerit/", frameworks.FrameworkIndex.as_view(), name="framework-index"),
    path("kriteerit/linkit/", links.LinkList.as_view(), name="link-list"),
    path("kriteerit/linkit/<slug:slug>/<code:version>/<code:code>/", links.CriterionLinks.as_view(), name="criterion-links"),
    path("kriteerit/<slug:slug>/", frameworks.framework_current, name="framework-current"),
    path("kriteerit/<slug:slug>/<code:version>/", frameworks.VersionDetail.as_view(), name="version-detail"),
    path("kriteerit/<slug:slug>/<code:version>/kriteerit-ja-kasitteet.pdf", publications.PublicationFile.as_view(), name="publication-pdf"),
    path("kriteerit/<slug:slug>/<code:version>/julkaisu/uudelleen/", publications.publication_retry, name="publication-retry"),
    path("kriteerit/<slug:slug>/<code:version>/osa-alueet/<code:code>/", frameworks.AreaDetail.as_view(), name="area-detail"),
    path("kriteerit/<slug:slug>/<code:version>/<code:code>/", frameworks.CriterionDetail.as_view(), name="criterion-detail"),
    path("kasitteet/", concepts.ConceptList.as_view(), name="concept-list"),
    path("kasitteet/<slug:code>/", concepts.ConceptDetail.as_view(), name="concept-detail"),
]
