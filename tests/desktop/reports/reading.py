"""Reading PDFs back with another library than the one that wrote them."""

import pypdfium2


def page_texts(pdf: bytes) -> list[str]:
    """The text of every page, in the order of its content."""
    document = pypdfium2.PdfDocument(pdf)
    return [document[index].get_textpage().get_text_range().replace("\r\n", "\n") for index in range(len(document))]


def squeezed(text: str) -> str:
    """Without blanks and line ends."""
    return "".join(text.split())
