"""A PDF whose content is tagged, so that screen readers find headings, lists of figures, rows and cells in order.

fpdf2 tags pictures alone, and a file in which only those are tagged reads as if it held nothing else. So here all that
is read is an element of the structure (ISO 32000-1, section 14.8), and everything else an artifact.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fpdf import FPDF
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFArray


class _Children(PDFArray):
    """All elements, as fpdf2 wants to find them here; written are those that stand right below the document."""

    def __init__(self, document: StructElem) -> None:
        super().__init__()
        self._document = document

    def serialize(self, *given: Any, **named: Any) -> str:
        """The references of the document's own children."""
        return PDFArray(element for element in self if element.p is self._document).serialize(*given, **named)


class _Structure(StructureTreeBuilder):
    """The tree of elements."""

    def __init__(self) -> None:
        super().__init__()
        self.doc_struct_elem.k = _Children(self.doc_struct_elem)

    def next_mcid_for_page(self, page_number: int) -> int:
        """The number of the next piece of content: containers have none."""
        place = self.spid_per_page_number.get(page_number)
        return 0 if place is None else len(self.struct_tree_root.parent_tree.nums[place])


class _Element(StructElem):
    """An element that may have attributes, such as the scope of a header."""

    __slots__ = ("a",)

    def __init__(self, *given: Any, attributes: str | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.a = attributes


class TaggedPdf(FPDF):
    """Pages whose content is tagged by whoever writes it."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.struct_builder = _Structure()
        self._within: list[StructElem] = [self.struct_builder.doc_struct_elem]

    @contextmanager
    def container(self, kind: str) -> Iterator[None]:
        """An element that holds others, such as ``Table`` or ``TR``."""
        element = _Element(f"/{kind}", self._within[-1], [], self.page)
        self._add(element)
        self._within.append(element)
        yield
        self._within.pop()

    @contextmanager
    def content(self, kind: str, alt: str | None = None, scope: str | None = None) -> Iterator[None]:
        """An element with what is written in the block, which may not go on to another page.

        ``kind`` is such as ``H1``, ``P``, ``TD`` or ``Figure``; ``scope`` of a ``TH`` is ``Row`` or ``Column``.
        """
        builder, page = self.struct_builder, self.page
        number = builder.next_mcid_for_page(page)
        place = builder.spid_per_page_number.setdefault(page, len(builder.spid_per_page_number))
        attributes = None if scope is None else f"<</O /Table /Scope /{scope}>>"
        element = _Element(f"/{kind}", self._within[-1], [number], page, alt=alt, attributes=attributes)
        self._add(element)
        builder.struct_tree_root.parent_tree.nums[place].append(element)
        self.pages[page].struct_parents = place
        self._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        if self.page != page:
            raise ValueError(f"{kind}: what is read in one must stand on one page")
        self._out("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is seen and not read: rules, page numbers, headers that are repeated."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def _add(self, element: StructElem) -> None:
        self.struct_builder.doc_struct_elem.k.append(element)
        if self._within[-1] is not self.struct_builder.doc_struct_elem:
            self._within[-1].k.append(element)
