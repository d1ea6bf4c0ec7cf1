"""Peers of our extractors: pypdf, pdfminer.six and python-docx, each as its own guide takes text out of a file.

The first line of standard input says which of them and which files. Each further line asks for something: "run"
reads all files and answers the seconds it took, "texts" answers what was read the last time. A file that defeats
the library has no text.
"""

import io
import json
import logging
import sys
import time


def main() -> None:
    given = json.loads(sys.stdin.readline())
    # Warnings of odd fonts and the like, which are no news here.
    logging.disable(logging.CRITICAL)
    read = READERS[given["library"]]()
    files = []
    for path in given["files"]:
        with open(path, "rb") as file:
            files.append(file.read())
    texts = []
    say("ready")
    for line in sys.stdin:
        if line.strip() == "run":
            begun = time.perf_counter()
            texts = [read_or_nothing(read, file) for file in files]
            say(time.perf_counter() - begun)
        else:
            say(texts)


def say(answer) -> None:
    print(json.dumps(answer), flush=True)


def read_or_nothing(read, file: bytes) -> str:
    try:
        return read(io.BytesIO(file))
    except Exception:
        return ""


def pypdf():
    from pypdf import PdfReader

    return lambda file: "\n".join(page.extract_text() for page in PdfReader(file).pages)


def pdfminer():
    from pdfminer.high_level import extract_text

    return extract_text


def docx():
    from docx import Document
    from docx.table import Table

    def lines(container):
        for block in container.iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    yield " ".join(cell.text for cell in row.cells)
            else:
                yield block.text

    def read(file) -> str:
        document = Document(file)
        headers = [section.header for section in document.sections if not section.header.is_linked_to_previous]
        return "\n".join(line for part in [*headers, document] for line in lines(part))

    return read


READERS = {"pypdf": pypdf, "pdfminer.six": pdfminer, "python-docx": docx}

if __name__ == "__main__":
    main()
