"""Our own templates, made from plain texts: `python -m notifications.documents.making`.

`sources/<procedure>.<language>.txt` holds the papers of a procedure in one language, each under `=== <kind>`. A line is
a paragraph, or begins with what it is:

    @letterhead, @number     who writes, in both languages where the authority is Kazakhstan's; day and number
    @to LINE                 the block of the addressee, or of who approves, at the right
    # TITLE, ## SUBTITLE     centred, the title in bold
    = LABEL | VALUE          a row of a table of two columns
    =? CONDITION | LABEL | VALUE   a row that is there only if
    @table 1.2 № | 6 Name    a table: widths in centimetres and heads; then `@rows LIST as NAME` and `| CELL | CELL`
    @sign, @sign POST | NAME the line of who signs
    @signs LIST as NAME | POST | WHO   one such line for each
    @if CONDITION, @else, @end   what lies between is there only if
    @plain LINE, @small LINE without an indent; in small letters

What stands in braces is filled in by `rendering`. The docx files are committed: an office takes its copy from them.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from notifications.documents.packing import packed, parts_of

HERE = Path(__file__).parent
SOURCES, TEMPLATES = HERE / "sources", HERE / "templates"
FONT, SIZE, SMALL = "Times New Roman", Pt(12), Pt(9)
PAGE, MARGINS = (Cm(21), Cm(29.7)), {"left": Cm(3), "right": Cm(1.5), "top": Cm(2), "bottom": Cm(2)}
INDENT, WIDE = Cm(1.25), 16.5
"""Centimetres between the margins."""
KEPT_STYLES = {"Normal", "Footer", "Table Grid", "Normal Table", "Default Paragraph Font", "No List"}
UNUSED = {"customXml", "stylesWithEffects", "numbering", "webSettings", "theme"}
FOOTER = {
    "ru": "Дело № {{ case.number }}{% if document.clause != 'own' %} · п. {{ document.clause }}{% endif %}",
    "kk": "Іс № {{ case.number }}{% if document.clause != 'own' %} · {{ document.clause }}-т.{% endif %}",
}
_NUMBER = {"ru": "№ {{ document.number }}", "kk": "№ {{ document.number }}"}
_LANG = {"ru": "ru-RU", "kk": "kk-KZ"}


def sources(folder: Path = SOURCES) -> Iterator[tuple[str, str, str, list[str]]]:
    """Procedure, kind, language and lines of every paper."""
    for file in sorted(folder.glob("*.*.txt")):
        procedure, language, _ = file.name.split(".")
        for paper in re.split(r"^=== ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            kind, *lines = paper.splitlines()
            yield procedure, kind.strip(), language, [line.rstrip() for line in lines if line.strip()]


def made(lines: Sequence[str], language: str) -> bytes:
    """One template; the same lines make the same bytes."""
    paper = _Paper(language)
    paper.fill(lines)
    return paper.saved()


class _Paper:
    def __init__(self, language: str) -> None:
        self.language, self.docx = language, Document()
        self.signed = False
        section = self.docx.sections[0]
        section.page_width, section.page_height = PAGE
        for side, width in MARGINS.items():
            setattr(section, f"{side}_margin", width)
        normal = self.docx.styles["Normal"]
        normal.font.name, normal.font.size = FONT, SIZE
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for tag in self.docx.styles.element.iter(qn("w:lang")):
            tag.set(qn("w:val"), _LANG[language])
        normal.paragraph_format.space_after = Pt(0)
        foot = section.footer.paragraphs[0]
        foot.add_run(FOOTER[language]).font.size = Pt(8)

    def fill(self, lines: Sequence[str]) -> None:
        facts: list[str] = []
        heads: list[tuple[float, str]] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            self.signed = at > 0 and lines[at - 1].startswith("@sign")
            if line.startswith("="):
                facts.append(line)
                if at + 1 == len(lines) or not lines[at + 1].startswith("="):
                    self.facts(facts)
                    facts = []
            elif line.startswith("@table "):
                heads = [(float(w), t.strip()) for w, t in (c.strip().split(" ", 1) for c in _cells(line[7:]))]
            elif line.startswith("@rows "):
                names, _, loop = line[6:].partition(" as ")
                self.table(heads, names.strip(), loop.strip(), _cells(lines[at + 1].removeprefix("|")))
                at += 1
            else:
                self.line(line)
            at += 1

    def line(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case "@letterhead":
                self.letterhead()
            case "@number":
                self.number()
            case "@to":
                self.paragraph(rest, left=Cm(9), indent=None, after=0)
            case "#":
                self.paragraph(rest, align="CENTER", indent=None, before=18, bold=True, after=0 if rest else 12)
            case "##":
                self.paragraph(rest, align="CENTER", indent=None, after=10, bold=True)
            case "@sign":
                post, _, name = (rest or "{{ signer.post }} | {{ signer.name }}").partition(" |")
                self.signatures([(post, name.strip())])
            case "@signs":
                loop, post, name = rest.split(" | ")
                names, _, each = loop.partition(" as ")
                self.signatures([(post, name)], f"for {each} in {names}")
            case "@if":
                self.paragraph(f"{{%p if {rest} %}}")
            case "@else":
                self.paragraph("{%p else %}")
            case "@end":
                self.paragraph("{%p endif %}")
            case "@plain":
                self.paragraph(rest, indent=None)
            case "@small":
                self.paragraph(rest, indent=None, size=SMALL, before=6)
            case _ if word.startswith("@"):
                raise ValueError(f"{line!r}: there is no {word}")
            case _:
                self.paragraph(line)

    def paragraph(
        self, text: str, *, align: str = "JUSTIFY", indent: Cm | None = INDENT, left: Cm | None = None,
        before: int = 0, after: int = 6, bold: bool = False, size: Pt | None = None, into: Any = None,
    ) -> Any:  # fmt: skip
        made_in = self.docx.add_paragraph() if into is None else into
        made_in.alignment = getattr(WD_ALIGN_PARAGRAPH, "LEFT" if left is not None else align)
        shape = made_in.paragraph_format
        shape.first_line_indent, shape.left_indent = indent, left
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        run = made_in.add_run(text)
        run.bold = bold or None
        if size is not None:
            run.font.size = size
        return made_in

    def letterhead(self) -> None:
        self.paragraph("{%p if authority.country == 'KZ' %}")
        sides = self._grid(1, (7.5, 1.5, 7.5), border=False)
        for cell, name in ((0, "name_kk"), (2, "name_ru")):
            self._cell(sides.rows[0].cells[cell], f"{{{{ authority.{name} | upper }}}}", align="CENTER", bold=True)
        self.paragraph("{%p else %}")
        self.paragraph("{{ authority.name | upper }}", align="CENTER", indent=None, bold=True)
        self.paragraph("{%p endif %}")
        line = self.paragraph("", indent=None, after=6)
        border = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "1"), ("color", "auto")):
            bottom.set(qn(f"w:{name}"), value)
        border.append(bottom)
        line._p.get_or_add_pPr().append(border)

    def number(self) -> None:
        made_in = self.paragraph("{{ document.day }}\t" + _NUMBER[self.language], align="LEFT", indent=None, after=12)
        made_in.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT)

    def facts(self, lines: Sequence[str]) -> None:
        grid = self._grid(0, (6, WIDE - 6))
        for line in lines:
            parts = _cells(line.lstrip("=?"))
            only_if = parts.pop(0) if line.startswith("=?") else ""
            if only_if:
                self._tag(grid, f"{{%tr if {only_if} %}}")
            cells = grid.add_row().cells
            for cell, text, width in zip(cells, parts, (6, WIDE - 6), strict=True):
                cell.width = Cm(width)
                self._cell(cell, text)
            if only_if:
                self._tag(grid, "{%tr endif %}")
        self.paragraph("", indent=None, after=0)

    def table(self, heads: Sequence[tuple[float, str]], names: str, loop: str, cells: Sequence[str]) -> None:
        widths = [width for width, _ in heads]
        grid = self._grid(1, widths)
        for cell, (_, head) in zip(grid.rows[0].cells, heads, strict=True):
            self._cell(cell, head, align="CENTER", bold=True, size=Pt(10))
        repeated = OxmlElement("w:tblHeader")
        grid.rows[0]._tr.get_or_add_trPr().append(repeated)
        self._tag(grid, f"{{%tr for {loop} in {names} %}}")
        for cell, text, width in zip(grid.add_row().cells, cells, widths, strict=True):
            cell.width = Cm(width)
            self._cell(cell, text, size=Pt(10))
        self._tag(grid, "{%tr endfor %}")
        self.paragraph("", indent=None, after=0)

    def signatures(self, lines: Sequence[tuple[str, str]], loop: str = "") -> None:
        # Lines that follow each other stand together, apart from the text before them.
        self.paragraph("", indent=None, after=0, size=Pt(1) if self.signed else SIZE)
        grid = self._grid(0, (8, 4, 4.5), border=False)
        if loop:
            self._tag(grid, f"{{%tr {loop} %}}")
        for post, name in lines:
            cells = grid.add_row().cells
            for cell, text, width in zip(cells, (post, "________________", name), (8, 4, 4.5), strict=True):
                cell.width = Cm(width)
                self._cell(cell, text, after=6)
        if loop:
            self._tag(grid, "{%tr endfor %}")

    def _grid(self, rows: int, widths: Sequence[float], *, border: bool = True) -> Any:
        grid = self.docx.add_table(rows, len(widths))
        if border:
            grid.style = "Table Grid"
        grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Cm(width)
        for row in grid.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)
        return grid

    def _tag(self, grid: Any, tag: str) -> None:
        grid.add_row().cells[0].paragraphs[0].add_run(tag)

    def _cell(
        self, cell: Any, text: str, *, align: str = "LEFT", bold: bool = False, size: Pt | None = None, after: int = 2
    ) -> None:
        self.paragraph(
            text, align=align, indent=None, before=2, after=after, bold=bold, size=size, into=cell.paragraphs[0]
        )

    def saved(self) -> bytes:
        """The file: without what python-docx's own template has and a paper needs not, and without a clock."""
        about = self.docx.core_properties
        about.author = about.last_modified_by = "Merzim"
        about.title = about.comments = about.keywords = ""
        about.created = about.modified = datetime.combine(date(2026, 1, 1), time(0))
        styles = self.docx.styles.element
        for style in list(styles.iterchildren(qn("w:style"))):
            if style.find(qn("w:name")).get(qn("w:val")) not in {*KEPT_STYLES, *(k.lower() for k in KEPT_STYLES)}:
                styles.remove(style)
        for latent in list(styles.iterchildren(qn("w:latentStyles"))):
            styles.remove(latent)
        for rel in [r for r in self.docx.part.rels.values() if r.reltype.rpartition("/")[2] in UNUSED]:
            del self.docx.part.rels[rel.rId]
        package = self.docx.part.package
        for rel in [r for r in package.rels.values() if r.reltype.endswith("/thumbnail")]:
            del package.rels[rel.rId]
        file = BytesIO()
        self.docx.save(file)
        return packed(parts_of(file.getvalue()))


def _cells(line: str) -> list[str]:
    """Cells apart; the last one may be left empty, to be written in by hand."""
    return [cell.strip() for cell in f"{line} ".split(" | ")]


def main() -> None:
    """Make every template anew."""
    for procedure, kind, language, lines in sources():
        file = TEMPLATES / procedure / f"{kind}.{language}.docx"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made(lines, language))
        sys.stdout.write(f"{file.relative_to(TEMPLATES)}\n")


if __name__ == "__main__":
    main()
