"""What the body of a page is made of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

LANGUAGES = [("bg", _("Bulgarian")), ("en", _("English"))]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, in the language in which they were said. People are named by their public role."""

    text = blocks.TextBlock(label=_("Words"))
    said_by = blocks.CharBlock(label=_("Who said it: an organisation or a public role"), required=False)
    language = blocks.ChoiceBlock(label=_("Language of the words"), choices=LANGUAGES, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "news/blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    """A picture with the words that replace it for whoever cannot see it."""

    image = ImageChooserBlock(label=_("Picture"))
    alternative_text = blocks.CharBlock(label=_("What the picture shows, in words"), max_length=300)
    caption = blocks.CharBlock(label=_("Caption"), required=False)
    credit = blocks.CharBlock(label=_("Author and licence"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "news/blocks/picture.html"


class FigureBlock(blocks.StructBlock):
    """A number with its unit, its year and the place where it can be read."""

    label = blocks.CharBlock(label=_("What is counted"))
    value = blocks.CharBlock(label=_("The number, as the source prints it"))
    unit = blocks.CharBlock(label=_("Unit"), required=False)
    year = blocks.CharBlock(label=_("Year"), required=False, max_length=10)
    source = blocks.CharBlock(label=_("Source"))
    source_url = blocks.URLBlock(label=_("Address of the source"), required=False)

    class Meta:
        icon = "order"
        label = _("Figure")
        template = "news/blocks/figure.html"


class DocumentBlock(blocks.StructBlock):
    """A file to take away."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title of the link"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "news/blocks/document.html"


class LinkBlock(blocks.StructBlock):
    """A link that stands alone: to a page of the portal, or to an address."""

    text = blocks.CharBlock(label=_("Text of the link"))
    page = blocks.PageChooserBlock(label=_("Page of the portal"), required=False)
    url = blocks.URLBlock(label=_("or an address"), required=False)

    class Meta:
        icon = "link"
        label = _("Link")
        template = "news/blocks/link.html"


class BodyBlock(blocks.StreamBlock):
    """The blocks of a page, in the editor's order."""

    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", template="news/blocks/text.html")
    quote = QuoteBlock()
    picture = PictureBlock()
    figure = FigureBlock()
    document = DocumentBlock()
    link = LinkBlock()
