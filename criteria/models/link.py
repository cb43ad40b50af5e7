"""Which concepts a criterion speaks of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from criteria.models.concept import Concept
from criteria.models.criterion import Criterion


class LinkOrigin(models.TextChoices):
    PROPOSED = "proposed", _("ehdotettu sanan vartalosta")
    CONFIRMED = "confirmed", _("vahvistettu")
    REJECTED = "rejected", _("hylätty")


class ConceptLink(models.Model):
    """Link criterion–concept: proposed by word stem, stored, and correctable by a person (homonyms such as näyttö)."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="concept_links")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="criterion_links")
    origin = models.CharField(max_length=10, choices=LinkOrigin.choices, default=LinkOrigin.PROPOSED)

    class Meta:
        ordering = ["criterion", "concept"]
        constraints = [models.UniqueConstraint(fields=["criterion", "concept"], name="concept_linked_once")]

    def __str__(self) -> str:
        return f"{self.criterion_id}–{self.concept_id}"
