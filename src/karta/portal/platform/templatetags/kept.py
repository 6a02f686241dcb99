"""`{% load kept %}`: a part of a page that is drawn once a state of the portal (platform.public_state)."""

from __future__ import annotations

from typing import cast

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString

from karta.portal.platform.public_state import kept
from karta.portal.platform.templatetags.karta import language

register = template.Library()


class KeptNode(template.Node):
    """What stands between the tags, under the name, the language and what it varies by."""

    def __init__(self, name: str, varies: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.varies, self.nodelist = name, varies, nodelist

    def render(self, context: template.Context) -> SafeString:
        said = [str(one.resolve(context)) for one in self.varies]
        return kept(f"part {self.name} {language()} {said}", lambda: cast(SafeString, self.nodelist.render(context)))


@register.tag("kept")
def do_kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept name varies by these %}…{% endkept %}`: what stands between may show nothing else that differs from
    page to page or from visitor to visitor, and no form's token. `name`: one for each place in the templates."""
    _tag, name, *varies = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name, [parser.compile_filter(one) for one in varies], nodelist)
