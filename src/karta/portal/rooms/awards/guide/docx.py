"""A template as a document (Office Open XML, ECMA-376): headings with what to write under them, and room to write."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from karta.portal.rooms.awards.guide.words import Template

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MEDIA_TYPE}.main+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/%s" Target="%s"/></Relationships>'
_STYLES = f"""<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:keepNext/>
<w:spacing w:before="240"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Hint"><w:name w:val="Hint"/><w:pPr><w:keepNext/></w:pPr>
<w:rPr><w:i/><w:color w:val="555555"/></w:rPr></w:style></w:styles>"""
_A4 = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"/></w:sectPr>'
)
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the same template is the same file, byte for byte


def document(template: Template, language: str) -> bytes:
    """The template in one language."""
    told = [_paragraph(template.name[language], "Title"), _paragraph(template.use[language], "Hint")]
    for head, ask in template.parts:
        told += [
            _paragraph(head[language], "Heading1"),
            _paragraph(ask[language], "Hint"),
            _paragraph(""),
            _paragraph(""),
        ]
    locale = {"bg": "bg-BG", "en": "en-GB"}[language]
    styles = _STYLES.replace('<w:sz w:val="22"/>', f'<w:sz w:val="22"/><w:lang w:val="{locale}"/>', 1)
    body = f'<w:document xmlns:w="{_W}"><w:body>{"".join(told)}{_A4}</w:body></w:document>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (
            ("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELS % ("officeDocument", "word/document.xml")),
            ("word/document.xml", body), ("word/styles.xml", styles),
            ("word/_rels/document.xml.rels", _RELS % ("styles", "styles.xml")),
        ):  # fmt: skip
            packed.writestr(zipfile.ZipInfo(name, _OLDEST), text)
    return held.getvalue()


def _paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
