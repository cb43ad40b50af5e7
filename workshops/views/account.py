"""One's own account."""

from typing import Any

from django.views.generic import TemplateView

from workshops import selectors


class OwnAccount(TemplateView):
    """Oma tunnus: name, address and roles as the service knows them."""

    template_name = "workshops/own_account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lines=selectors.roles_of_user(self.request.user, self.request.access), **kwargs)
