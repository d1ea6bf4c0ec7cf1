"""Reads as much YAML as `docker-compose.yml` is written in, so that its test needs nothing installed:
blocks, `[…]` and `{…}` on one line, quotes, comments, `&name`, `*name` and `<<`. What it doesn't know it
refuses; it never guesses.
"""

import re

KEY = re.compile(r"(?P<key><<|[\w.-]+):(?: +(?P<rest>.*))?")
ANCHOR = re.compile(r"&(?P<name>[\w-]+)\s*(?P<rest>.*)")
TOKEN = re.compile(r"""\s*(?:(?P<mark>[\[\]{},])|"(?P<double>[^"\\]*)"|'(?P<single>[^']*)'|(?P<plain>[^\[\]{},"']+))""")


class NotInTheSubset(Exception):
    """A line that this reader doesn't understand."""


def load(text: str):
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in map(without_comment, text.splitlines()) if line.strip()]
    reader = Reader(lines)
    value = reader.block(0)
    if reader.lines:
        raise NotInTheSubset(reader.lines[0][1])
    return value


def without_comment(line: str) -> str:
    return "" if line.lstrip().startswith("#") else re.sub(r"\s+#.*$", "", line)


class Reader:
    def __init__(self, lines):
        self.lines, self.anchors = lines, {}

    def block(self, indent: int):
        return self.items(indent) if self.lines[0][1].startswith("- ") else self.mapping(indent)

    def items(self, indent: int):
        found = []
        while self.lines and self.lines[0][0] == indent and self.lines[0][1].startswith("- "):
            found.append(self.scalar(self.lines.pop(0)[1][2:]))
        return found

    def mapping(self, indent: int):
        found, merged = {}, {}
        while self.lines and self.lines[0][0] == indent:
            line = self.lines.pop(0)[1]
            match = KEY.fullmatch(line)
            if not match or match["key"] in found:
                raise NotInTheSubset(line)
            value = self.value(match["rest"] or "", indent)
            if match["key"] == "<<":
                merged |= value
            else:
                found[match["key"]] = value
        return merged | found

    def value(self, rest: str, indent: int):
        anchor = ANCHOR.fullmatch(rest)
        if anchor:
            value = self.value(anchor["rest"], indent)
            self.anchors[anchor["name"]] = value
            return value
        if rest:
            return self.scalar(rest)
        return self.block(self.lines[0][0]) if self.lines and self.lines[0][0] > indent else None

    def scalar(self, text: str):
        if text.startswith("*"):
            return self.anchors[text[1:]]
        if text[0] in "[{\"'":
            return inline(text)
        if text[0] in "&!|>%@`":
            raise NotInTheSubset(text)
        return plain(text)


def inline(text: str):
    tokens, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise NotInTheSubset(text)
        tokens.append(match)
        at = match.end()
    value = part(tokens)
    if tokens:
        raise NotInTheSubset(text)
    return value


def part(tokens):
    token = tokens.pop(0)
    if token["mark"] == "[":
        return list(parts(tokens, "]", part))
    if token["mark"] == "{":
        return dict(parts(tokens, "}", pair))
    if token["mark"]:
        raise NotInTheSubset(token["mark"])
    quoted = token["double"] if token["double"] is not None else token["single"]
    return quoted if quoted is not None else plain(token["plain"].strip())


def parts(tokens, end: str, one):
    while tokens[0]["mark"] != end:
        yield one(tokens)
        if tokens[0]["mark"] == ",":
            tokens.pop(0)
    tokens.pop(0)


def pair(tokens):
    key, colon, rest = (tokens.pop(0)["plain"] or "").strip().partition(":")
    if not colon:
        raise NotInTheSubset(key)
    return key, plain(rest.strip()) if rest.strip() else part(tokens)


def plain(text: str):
    return {"true": True, "false": False}.get(text, int(text) if text.isdigit() else text)
