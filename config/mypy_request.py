"""A mypy plugin that knows what the middleware puts on every request; the service itself never imports it.

`request.user` is typed as the project's user: the pages are for signed-in people, and the few public views ask `is_authenticated`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import Plugin
from mypy.types import AnyType, Type, TypeOfAny

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy.plugin import AttributeContext, ClassDefContext

REQUEST = "django.http.request.HttpRequest"
# Set by ArrivalMiddleware, AccessMiddleware, GuestMiddleware and AuthenticationMiddleware.
ATTRIBUTES = {
    "id": "builtins.str",
    "arrived_at": "datetime.datetime",
    "access": "workshops.permissions.Access",
    "guest": "assessments.guests.Guest",
    "user": "workshops.models.user.User",
}


class RequestPlugin(Plugin):
    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _add_attributes if fullname == REQUEST else None

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        owner, _, name = fullname.rpartition(".")
        return partial(_type_of, name=ATTRIBUTES[name]) if owner == REQUEST and name in ATTRIBUTES else None


def _add_attributes(context: ClassDefContext) -> None:
    """Make the names known; their types are looked up when they are used, because the apps are not analysed yet."""
    info = context.cls.info
    for name in ATTRIBUTES.keys() - info.names.keys():
        variable = Var(name, AnyType(TypeOfAny.explicit))
        variable.info = info
        variable.is_initialized_in_class = True
        info.names[name] = SymbolTableNode(MDEF, variable)


def _type_of(context: AttributeContext, name: str) -> Type:
    try:
        return context.api.named_generic_type(name, [])
    except (KeyError, AssertionError):
        return context.default_attr_type


def plugin(version: str) -> type[Plugin]:
    """Return the plugin; called by mypy."""
    return RequestPlugin
