"""Messages that others wrote, within the text of an e-mail: quoted below an answer, or forwarded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.dates import parse_date
from index.reading.mail_words import role_of, wrote

_MARK = re.compile(r"\s{0,3}>\s?")
_HEADER = re.compile(r"[\s*_|]*(?P<label>[^\W\d_][^:：*\n]{0,20}?)[\s*_]*[:：][\s*_]*(?P<value>.*?)[\s*_]*")
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_BRACKETED = re.compile(r"[<(\[]\s*(?:mailto:)?[^<>()\[\]\s]+@[^<>()\[\]]*[>)\]]+|" + _ADDRESS.pattern)
_RULE = re.compile(r"\s*[-_–—=*]{3,}.*|\s*\S.{0,80}[:：]\s*")
_TIME_OR_YEAR = re.compile(
    r"\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?(?:\s\(?(?:[+-]\d{4}|[A-Z]{3,4}(?:[+-]\d{1,2}(?::\d\d)?)?)\)?(?!\w))?"
    r"|\b(?:19|20)\d\d\b"
)
_ENDS_ATTRIBUTION = re.compile(r"[:：][\s*_]*$")
_LONGEST = 300
_MOST_LINES = 3
_FEWEST_HEADERS = 3
_MOST_HEADERS = 50
"""Lines above a message in which to look for its headers."""

_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Message:
    """What one person wrote. `author` is a name or an address, where it is told.

    `lines` are those of its text that begin with “>” and that nobody is said to have written.
    """

    text: str
    author: str | None = None
    sent: str | None = None
    subject: str | None = None
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Attribution:
    """What a line such as “On Monday, Jane Roe <jane@x.org> wrote:” says of the message below it."""

    author: str | None
    sent: str | None


def messages_in(text: str, outer: Message | None = None, depth: int = 0) -> list[Message]:
    """The message that the text is, without those that it quotes or forwards with their writers' names, and then these.

    `outer` is what is known of the text's own message; a text that is nothing but what it quotes comes empty.
    """
    known = outer or Message("")
    own: list[str] = []
    marked: set[str] = set()
    others: list[Message] = []
    lines = text.split("\n") if depth < _DEEPEST else []
    at = 0
    while at < len(lines):
        below: Message | None = None
        if headed := _headed(lines, at):
            below, at = headed
            _drop_rule(own)
        elif _MARK.match(lines[at]):
            end = _end_of_quote(lines, at)
            inner = "\n".join(_MARK.sub("", line, count=1) for line in lines[at:end])
            at = end
            told = _taken(own)
            if told:
                others += messages_in(inner, Message("", told.author, told.sent, known.subject), depth + 1)
                continue
            first, *rest = messages_in(inner, None, depth + 1)
            others += rest
            quoted = [f"> {line}" for line in first.text.split("\n") if line.strip()]
            if not quoted:
                _drop_rule(own)
            marked |= {" ".join(line.split()) for line in quoted}
            own += ["", *quoted, ""]
            continue
        else:
            own.append(lines[at])
            at += 1
            ends = _ENDS_ATTRIBUTION.search(own[-1])
            if ends and not _MARK.match(_following(lines, at)) and (told := _taken(own, certain=True)):
                below = Message("\n".join(lines[at:]), told.author, told.sent, known.subject)
        if below:
            others += messages_in(below.text, below, depth + 1)
            break
    written = re.sub(r"\n{3,}", "\n\n", "\n".join(own) if lines else text).strip("\n")
    return [Message(written, known.author, known.sent, known.subject, frozenset(marked)), *others]


def is_attribution(line: str) -> bool:
    """Whether a line says who wrote what stands below it."""
    return _attribution(line, certain=False) is not None


def unmarked(message: Message) -> str | None:
    """The words of a message that is nothing but quoted lines, without their marks; None where it has others."""
    lines = [line for line in message.text.split("\n") if line.strip()]
    if not message.lines or not all(map(_MARK.match, lines)):
        return None
    return "\n".join(_MARK.sub("", line, count=1) for line in lines)


def _end_of_quote(lines: Sequence[str], at: int) -> int:
    """Where the lines that begin with “>” end; blank ones between them belong to them."""
    end = at
    for number in range(at, len(lines)):
        if _MARK.match(lines[number]):
            end = number + 1
        elif lines[number].strip():
            break
    return end


def _headed(lines: Sequence[str], at: int) -> tuple[Message, int] | None:
    """The message whose headers begin here (“From: …”, “Sent: …”, “Subject: …”), with all below them as its text."""
    said: dict[str, str] = {}
    role: str | None = None
    end = at
    for number in range(at, min(len(lines), at + _MOST_HEADERS)):
        line = lines[number]
        if not line.strip():
            if role is None or not _role(_following(lines, number))[0]:
                break
            continue
        found, value = _role(line)
        if found is None and (role is None or number > end + _MOST_LINES or said.keys() >= {"from", "subject"}):
            break
        if found:
            role = found
            said.setdefault(role, value)
            end = number + 1
    if "from" not in said or len(said) < _FEWEST_HEADERS or not said.keys() & {"sent", "to", "subject"}:
        return None
    author = _name(_BRACKETED.sub("", said["from"])) or _address(said["from"])
    return Message("\n".join(lines[end:]), author, said.get("sent"), said.get("subject")), end


def _following(lines: Sequence[str], at: int) -> str:
    """The next line that says something."""
    return next((lines[number] for number in range(at, len(lines)) if lines[number].strip()), "")


def _role(line: str) -> tuple[str | None, str]:
    header = _HEADER.fullmatch(line) if ":" in line or "：" in line else None
    return (role_of(header["label"]), header["value"]) if header else (None, "")


def _drop_rule(own: list[str]) -> None:
    """Take away the line above a message's headers, such as “-----Original Message-----”."""
    while own and not own[-1].strip():
        own.pop()
    if own and _RULE.fullmatch(own[-1]):
        own.pop()


def _taken(own: list[str], *, certain: bool = False) -> _Attribution | None:
    """What the last lines say of who wrote the message below them, and take them away; None where they say nothing.

    Where no “>” marks what is below, it has to be `certain`: with an address and the verb.
    """
    end = len(own)
    while end and not own[end - 1].strip():
        end -= 1
    best: tuple[int, _Attribution] | None = None
    for start in range(end - 1, max(-1, end - 1 - _MOST_LINES), -1):
        if not own[start].strip():
            break
        found = _attribution(" ".join(" ".join(own[start:end]).split()), certain)
        if found and (best is None or "@" not in (found.author or "@")):
            best = start, found
        if found and "@" not in (found.author or "@"):
            break
    if best is None:
        return None
    del own[best[0] :]
    return best[1]


def _attribution(line: str, certain: bool) -> _Attribution | None:
    if len(line) > _LONGEST or not _ENDS_ATTRIBUTION.search(line):
        return None
    verb, address, when = wrote().search(line), _ADDRESS.search(line), _TIME_OR_YEAR.search(line)
    if not ((verb and address) if certain else (verb or (address and when))):
        return None
    starts = [0, *(match.end() for match in re.finditer(r"[\s,]+", line))]
    sent = next((line[start:] for start in starts if parse_date(line[start:])), None)
    return _Attribution(_who(_ENDS_ATTRIBUTION.sub("", line)) or _address(line), sent)


def _who(line: str) -> str | None:
    """The name in a line of attribution: behind a verb that something follows (“schrieb Jane Roe am …”), else behind
    the time or the year (“On Monday at 16:20, Jane Roe wrote”), else at the beginning."""
    plain = _BRACKETED.sub(" \0 ", line)
    before, *behind = wrote().split(plain, maxsplit=1)
    if behind and (name := next(filter(None, map(_name, _TIME_OR_YEAR.split(behind[0])[0].split("\0"))), None)):
        return name
    *when, after = _TIME_OR_YEAR.split(before)
    pieces = [name for piece in after.split("\0") if (name := _name(piece))]
    return pieces[-1] if when and pieces else pieces[0] if pieces else None


def _name(piece: str) -> str | None:
    """The name that a piece of a line begins with, as far as its words are names; None where it begins with none."""
    words = piece.strip(" ,;:\"'“”„«»*_()[]<>\t").split()
    names: list[str] = []
    for word in words:
        if word[0].islower() and not (names and len(word) <= 3 and word != words[-1]):
            break
        if any(map(str.isdigit, word)) or "@" in word:
            break
        names.append(word)
    while names and names[-1][0].islower():
        names.pop()
    name = " ".join(names).strip(" ,;\"'“”„«»")
    return name if name and any(map(str.isalpha, name)) and len(names) <= 6 else None


def _address(line: str) -> str | None:
    found = _ADDRESS.search(line)
    return found[0] if found else None
