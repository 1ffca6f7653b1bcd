"""The contact sheet of the papers: the first page of every report, six to a page, sharp at any size."""

import io
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw

from desktop.reports.catalogue import REPORTS
from desktop.reports.example import NoExample, example_scope
from desktop.reports.pdf import page_counts, pdf_bytes
from desktop.reports.printlog import marks_of
from desktop.session import Session

ACROSS, DOWN = 3, 2
WIDTH, HEIGHT = 842.0, 595.0  # A4 landscape, in points


def contact_sheet(session: Session, day: date, path: Path) -> int:
    """Write the sheet for this station (the sample); returns how many reports stand on it. A report without an example is left out."""
    documents = []
    for one in REPORTS:
        try:
            documents.append(one.make(session, example_scope(session, one, day), marks_of(session))[0])
        except NoExample:
            continue
    first, firsts = 0, []
    for count in page_counts(documents):
        firsts.append(first)
        first += count
    source = pypdfium2.PdfDocument(pdf_bytes(documents))
    chosen = pypdfium2.PdfDocument.new()
    chosen.import_pages(source, pages=firsts)
    sheet = pypdfium2.PdfDocument(raw.FPDF_ImportNPagesToOne(chosen, WIDTH, HEIGHT, ACROSS, DOWN))
    memory = io.BytesIO()
    sheet.save(memory)
    path.write_bytes(memory.getvalue())
    return len(documents)


