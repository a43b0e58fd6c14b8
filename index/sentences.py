"""Where sentences begin and end, in exact offsets. Every citation rests on this.

Lines come first: a blank line always ends a sentence, a single line break only where the line is a headline,
a list item or finished, never where hard-wrapped text goes on. Within what is left, each full stop, question
mark or exclamation mark is judged by the word before it and the word that follows. Every look around is
bounded, so the time taken grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from index.article import Span


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# Before a name or an explanation, so never the end of a sentence.
_TITLES = _words(
    "Mr Mrs Ms Mx Messrs Mme Mlle Mlles Dr Drs Prof Gov Govs Sen Sens Rep Reps Gen Lt Col Cols Sgt Cpl Pvt",
    "Pfc Capt Cmdr Cdr Adm Adj Maj Brig Rev Revd Hon Pres Supt Det Insp Atty Amb Asst Assoc Msgr Fr Ft Mt Mts",
    "Sra Srta Dra Ud Uds Hr Frl Dipl Ing Abg Dept Univ Inst Natl Assn Hwy Rte Tel Ste MM EE",
)
_CONNECTING = _words(
    "vs v e.g i.e eg ie cf viz a.k.a incl excl resp esp orig dept bzw vgl ggf inkl evtl sog geb gest hrsg",
    "zzgl bspw insb z.b d.h u.a p.ej p.ex ej",
)
# Not the end where a number follows.
_NUMBERED = _words(
    "no nos nr núm num p pp pg pág págs vol vols fig figs sec secs ch chap art arts eq eqs ext est para",
    "paras abs bd s tel c ca approx op sat sun pt pts app ver fol l ll",
)
_MONTHS_AND_DAYS = _words(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri",
)
_STATES = _words(
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev",
    "N.H N.J N.M N.Y N.C N.D Okla Ont Ore Pa Que R.I S.C S.D Tenn Tex Vt Va Wash W.Va Wis Wyo Alta",
)
# The end only where what follows opens a sentence.
_PERHAPS = _words(
    "inc corp cos co ltd llc llp plc bros mfg jr sr esq ret al ave blvd rd st sq uu usw ph.d ed eds hg jh jhd",
    "chr mio mrd",
)
_ENUMERABLE = _words(
    "group class grade vitamin vitamins hepatitis plan type figure table section part phase appendix",
    "category schedule exhibit war point team pool division series serie channel level act scene influenza",
    "option question",
)
_EXCLAIMING = _words("E Yahoo Jeopardy Yum Oklahoma Joomla Panic Chips Wham")

# Words that open sentences and hardly ever begin names.
_OPENING = _words(
    "The This That These Those There A An He She It They We I You His Her Its Their Our My Your Who What",
    "When Where Why How Which Whose And But Or Nor Yet So If As At By For From In Into Of On To With",
    "Without Within Upon Since Until Till While Although Though Because Before After During Despite Unlike",
    "Like Through Throughout Among Amid Between Beyond Besides Against About Above Across Along Around",
    "According Also Another Any Anyone Anything Again Already Always Never Ever Even Each Every Everyone",
    "Everything Both Either Neither Few Many Most Much More Several Some Someone Something Somebody None",
    "Nobody Nothing Other Others Such Same Then Thus Therefore Hence However Moreover Furthermore Meanwhile",
    "Nevertheless Nonetheless Otherwise Instead Indeed Perhaps Maybe Later Earlier Once Only Just Now Today",
    "Yesterday Tomorrow Tonight Soon Still Here Not Yes Is Are Was Were Do Does Did Has Have Had Could",
    "Would Should Must Might Let Given Using Whether Whatever Whenever Wherever Whoever Rather Too Out Two",
    "Three Four Five Six Seven Eight Nine Ten Recently Finally Additionally Currently Originally Similarly",
    "Subsequently Eventually Initially Specifically Historically Overall Der Die Das Den Dem Des Ein Eine",
    "Einen Einem Einer Er Sie Es Wir Ihr Ich Man Und Aber Doch Oder Denn Auch Im Am Bei Beim Mit Nach Seit",
    "Vom Von Zu Zum Zur Aus Auf Für Über Unter Durch Wenn Als Ob Weil Nachdem Dies Diese Dieser Dieses Nun",
    "Hier Dort Jedoch Während Wer Wie Wo Warum Sein Seine Seinen Ihre Alle Viele Pero Sin Con Cuando Como",
    "Si Según Este Esta Estos Estas Ese Esa Su Sus Se Por Para Desde Hasta Entre También Mais Dans Avec",
    "Pour Sans Sur Sous Il Elle Ils Elles Nous Vous Ce Cette Ces Son Sa Ses Leur Leurs Quand Selon",
)
_SMALL = _words("a an and as at by for from in of on or the to vs with")
_NAME_OR_ARTICLE = _words("El La Los Las Le Les Un Una Une Des En Y Et De Du")
_NOT_AFTER_INITIALS = _words("Do Like So Son Sa Il On Ce Man")

_TIME_FOLLOWS = _words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July",
    "August September October November December Eastern Pacific Central Mountain Greenwich Local London",
    "Moscow Beijing Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun",
)
_AFTER_ORDINAL = _words(
    "Januar Jänner Februar März Mai Juni Juli Oktober Dezember Jahrhundert Jahrhunderts Jahrtausend",
    "Jahrhunderten Jh Weltkrieg Klasse Platz Mal Geburtstag Bundesliga Liga",
)
_BEFORE_ORDINAL = _words("der die das dem den des am im vom zum zur ab bis seit beim ins")
_SPEAKING = (
    r"(?:said|says|asked|asks|told|tells|wrote|writes|added|adds|replied|replies|wondered|wonders|exclaimed|shouted|"
    r"shouts|yelled|cried|cries|answered|demanded|demands|joked|quipped|tweeted|posted|inquired|declared|recalled|"
    r"insisted|continued|whispered|remarked|responded|snapped|screamed|mused|thundered|concluded)"
)

_STOPS = ".!?…‽‼⁇⁈⁉"
_WIDE_STOPS = "。！？｡"  # end a sentence without a space after them
_OTHER_STOPS = "।۔؟։"
_QUOTES = "\"'“”„‟‘’‚«»‹›`"
_WIDE_CLOSERS = "」』）】》〉"
_SPACE = r"[ \xa0\u2009\u202f]"

_STOP = re.compile(
    rf"[{_STOPS}{_OTHER_STOPS}{_WIDE_STOPS}]++(?:{_SPACE}[.!?…]++(?!\w))*+"  # `. . .` is one run
)
_FOOTNOTE = r"\[(?:\d{1,3}|[^\W\d][^\[\]]{0,30})\]|:\d{1,4}(?:[-–]\d{1,4})?(?=[\s:\[]|$)"
_CLOSERS = re.compile(
    rf"(?:''|[”’»›)\]}}{_WIDE_CLOSERS}]|[\"'“‘«‹*_]+(?!\w)|{_FOOTNOTE}|[⁰¹²³⁴-⁹]"
    rf"|{_SPACE}(?:''|[”’»›)\]])(?=[\s,.;:”’»›)\]]|$))*+"
)
_SPACED_QUOTE = re.compile(rf"{_SPACE}\"(?=\s|$)")
_LEAD = re.compile(rf"[\s{_QUOTES}(\[{{¿¡*_#@….—–•·-]{{0,16}}+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*+")
_SECOND_WORD = re.compile(r"\w+,? (\w)")
_ELISION = re.compile(r"(?:[CDJLMNST]|Qu)['’][^\W\d_]")
_ENCLOSURE = re.compile(r"\([^()]{0,500}+\)|\[[^\[\]]{0,500}+\]")
_ENUMERATOR = re.compile(r"[\W_]*(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.&?)+[^\W\d_]{1,2}")
_NUMERAL = re.compile(r"(?:[IVXLC]+|[A-Z])\b")
_ATTRIBUTION = re.compile(
    r"(?:I|[^\W\d_][\w.'’-]{0,30}(?:\s(?:[A-Z][\w.'’-]{0,30}|of|the|and|for|de|van|von|al|bin)){0,8})"
    rf"(?:,\s[^.!?“”\"]{{1,60}},)?\s{_SPEAKING}\b"
)

_MARKER = re.compile(r"[*+•◦▪●‣·]\s|[-–—]\s(?![a-z])|#{1,6}\s|>|\||By [A-Z]")
_MARKER_OR_PROSE = re.compile(r"(?:-|\([0-9a-z]{1,3}\)|(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\)|\d{1,3}\.)\s")
_HEADING = re.compile(r"#{1,6}\s")
_RULE = re.compile(r"(?:=+|-{2,}|\*{3,}|_{3,}|~{3,})")
_FINISHED = re.compile(rf"[{_STOPS}{_OTHER_STOPS}{_WIDE_STOPS}][\s{_QUOTES})\]}}*_{_WIDE_CLOSERS}]*(?:\[\d{{1,3}}\])*$")
_UNFINISHED = re.compile(
    r"(?:[,;&(\-–—]|(?<!\w)(?:the|a|an|of|and|or|but|to|in|on|at|by|for|from|with|as|that|than|is|are|was|were|his|her|"
    r"its|their|our|my|your|who|which|not|be|been|has|have|had|will|would|said|der|die|das|und|von|el|los|las|de|del|"
    r"que|y|le|les|des|du|et|am|im|vom|zum))$"
)


def sentence_spans(text: str) -> list[Span]:
    """The sentences of a text in order: trimmed, never overlapping, covering all that is not white space."""
    return [Span(start, end) for stretch in _stretches(text) for start, end in _sentences(text, *stretch)]


@lru_cache(maxsize=64)
def unwrapped(text: str) -> str:
    """The text with a space for each line break at which prose only goes on: its lines are then its paragraphs.

    Every other character stands where it stood.
    """
    parts: list[str] = []
    position = 0
    for start, end in _stretches(text):
        parts += (text[position:start], text[start:end].replace("\n", " "))
        position = end
    return "".join((*parts, text[position:]))


class _Line(NamedTuple):
    """A line that is not blank, trimmed."""

    start: int
    end: int
    text: str

    @property
    def goes_on(self) -> bool:
        """Whether it starts like the continuation of the line before."""
        return self.text[0].islower() and not _MARKER_OR_PROSE.match(self.text)

    def has_room_for(self, following: _Line, width: int) -> bool:
        """Whether the next line's first word would have fitted, so that the line break was meant."""
        return len(self.text) + 1 + len(following.text[:40].split(None, 1)[0]) <= width


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text that line breaks divide for certain, trimmed."""
    blocks = list(_blocks(text))
    usual_width = _wrap_width([pair for block in blocks for pair in pairwise(block)], 1)
    for block in blocks:
        pairs = list(pairwise(block))
        width = _wrap_width(pairs, 2) or usual_width
        start = block[0].start
        for line, following in pairs:
            if _divides(line, following, width):
                yield start, line.end
                start = following.start
        yield start, block[-1].end


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines without a blank one between them."""
    block: list[_Line] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        line = raw.strip()
        if line:
            start = position + len(raw) - len(raw.lstrip())
            block.append(_Line(start, start + len(line), line))
        elif block:
            yield block
            block = []
        position += len(raw)
    if block:
        yield block


def _wrap_width(pairs: list[tuple[_Line, _Line]], least: int) -> int | None:
    """The width at which a program broke lines, in characters, or None where they were broken on purpose.

    Hard-wrapped prose shows itself by lines that go on in lower case (three in ten, and at least `least`), or by
    three lines and more that nearly all are too full for the next one's first word.
    """
    continued = [len(line.text) for line, following in pairs if following.goes_on]
    widths = sorted(width for width in continued if width <= 160)
    if len(widths) >= max(least, len(pairs) * 0.3):
        return widths[-1 - len(widths) // 20]
    longest = max((len(line.text) for pair in pairs for line in pair), default=0)
    if len(pairs) >= 3 and 40 <= longest <= 120:
        full = sum(not line.has_room_for(following, longest) for line, following in pairs)
        return longest if full >= len(pairs) * 0.9 else None
    return None


def _divides(line: _Line, following: _Line, width: int | None) -> bool:
    """Whether the break between two neighbouring lines ends a sentence for certain."""
    if _MARKER.match(following.text) or _HEADING.match(line.text):
        return True
    if _RULE.fullmatch(line.text) or _RULE.fullmatch(following.text):
        return True
    tail = line.text[-40:]
    finished = _FINISHED.search(tail) is not None
    full = width is not None and not line.has_room_for(following, round(width * 0.8))
    if _MARKER_OR_PROSE.match(following.text):
        return finished or not full
    if finished:
        return not full and not following.goes_on and not _never_ends(_last_token(tail[:-1]))
    return not (full or following.goes_on or _UNFINISHED.search(tail))


class _Stop(NamedTuple):
    """A run of terminal punctuation with what closes after it, and where the text resumes."""

    start: int
    mark_end: int
    end: int
    resumes: int
    begin: int  # of the sentence that it may end
    after_words: bool  # whether that sentence holds any

    def marks(self, text: str) -> str:
        return text[self.start : self.mark_end]

    def closers(self, text: str) -> str:
        return text[self.mark_end : self.end]

    @property
    def spaced(self) -> bool:
        return self.resumes > self.end


def _sentences(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one stretch."""
    enclosures = _ENCLOSURE.finditer(text, begin, end)
    enclosure = next(enclosures, None)
    counted, straight_quotes = begin, 0
    quoted = text[begin] in _QUOTES  # the sentence belongs to a quotation that began with a sentence
    position = worded = begin
    after_words = False
    while stop_match := _STOP.search(text, position, end):
        start, position = stop_match.span()
        straight_quotes += text.count('"', counted, position)
        counted = position
        closed = _close(text, position, end, bool(straight_quotes % 2))
        resumes = _skip_space(text, closed, end)
        if resumes == end:
            break
        after_words = after_words or _WORD.search(text, worded, start) is not None
        worded = start
        stop = _Stop(start, position, closed, resumes, begin, after_words)
        position = closed
        while enclosure and enclosure.end() <= start:
            enclosure = next(enclosures, None)
        inside = enclosure is not None and begin < enclosure.start() < start
        if inside and enclosure is not None and closed < enclosure.end():
            continue
        if not _ends(text, stop, end, quoted=quoted, enclosed=inside):
            continue
        yield begin, closed
        quoted = text[resumes] in _QUOTES or (quoted and not _closes_quotation(stop.closers(text)))
        begin = position = worded = resumes
        after_words = False
    yield begin, end


def _close(text: str, position: int, end: int, in_straight_quotes: bool) -> int:
    """Where the quotation marks, brackets and footnotes that follow a stop end."""
    closed = _CLOSERS.match(text, position, end)
    position = closed.end() if closed else position
    if in_straight_quotes and (spaced := _SPACED_QUOTE.match(text, position, end)):
        return _close(text, spaced.end(), end, False)
    return position


def _skip_space(text: str, position: int, end: int) -> int:
    while position < end and text[position].isspace():
        position += 1
    return position


def _closes_quotation(closers: str) -> bool:
    return any(mark in _QUOTES for mark in closers)


def _ends(text: str, stop: _Stop, end: int, *, quoted: bool, enclosed: bool) -> bool:
    """Whether a stop ends its sentence; `end` is where its stretch ends."""
    if not stop.after_words:
        return False
    marks = stop.marks(text)
    first = text[stop.resumes]
    if any(mark in _WIDE_STOPS for mark in marks):
        return stop.spaced or stop.end == stop.mark_end or not first.isalnum()
    if not stop.spaced:
        return _lacks_space(text, stop)
    if first in ",;:%)]}/&+=|<>~^" or (first in "”’»" and not text[stop.resumes + 1 : stop.resumes + 2].isalnum()):
        return False
    lead = _LEAD.match(text, stop.resumes, end)
    at = lead.end() if lead else stop.resumes
    word_match = _WORD.match(text, at, min(end, at + 60))
    if at == end or not _begins_something(text, stop, at):
        return False
    word = word_match.group() if word_match else ""
    if first in "—–-" and text[stop.resumes + 1].isspace() and _closes_quotation(stop.closers(text)):
        return False  # “…” — who said it
    attribution = _attribution(text, stop, at, min(end, at + 300), word) if quoted else None
    if any(mark in "!?‽" for mark in marks):
        doubtful = enclosed or (marks == "!" and _last_token(_before(text, stop)) in _EXCLAIMING)
        return attribution is None and (not doubtful or _opens(text, at, word))
    if marks != "." and marks not in _OTHER_STOPS:
        return text[at].isalpha() and _stem(word) != "I"
    if attribution and text[attribution.end() : attribution.end() + 1] == ".":
        return False  # “We won.” Mr. Hale said.
    return _full_stop_ends(text, stop, at, word)


def _before(text: str, stop: _Stop) -> str:
    """The end of what the sentence holds before a stop: enough to see the last words."""
    return text[max(stop.begin, stop.start - 40) : stop.start]


def _attribution(text: str, stop: _Stop, at: int, end: int, word: str) -> re.Match[str] | None:
    """“…?” Mr. Hale asked: the name and the verb that follow a quotation and belong to it."""
    if not _closes_quotation(stop.closers(text)) or (word != "I" and _opens(text, at, word)):
        return None
    return _ATTRIBUTION.match(text, at, end)


def _begins_something(text: str, stop: _Stop, at: int) -> bool:
    """Whether what resumes can begin a sentence: not in lower case, unless this sentence does so too."""
    first = text[at]
    if not first.islower() or text[at + 1 : at + 2].isupper():
        return True
    if stop.marks(text) != "." or stop.closers(text) or at != stop.resumes or not text[stop.begin].islower():
        return False
    token = _last_token(_before(text, stop))
    return len(token) > 2 and token.isalpha() and token.islower() and not _never_ends(token)


def _lacks_space(text: str, stop: _Stop) -> bool:
    """Whether a sentence ends although no space follows: `the end.The next`, `over.”The next`, in Chinese."""
    if all("\u3040" <= letter <= "\u9fff" for letter in (text[stop.start - 1], text[stop.resumes])):
        return True
    if text[stop.resumes] in "“„«¿¡":
        return text[stop.start - 1 : stop.start].islower()
    word = _WORD.match(text, stop.resumes, stop.resumes + 60)
    before = text[max(stop.begin, stop.start - 2) : stop.start]
    if not before.islower() or not before.isalpha() or word is None:
        return False
    after = text[word.end() : word.end() + 1]
    return word.group() in _OPENING and len(word.group()) > 1 and after.isspace()


def _full_stop_ends(text: str, stop: _Stop, at: int, word: str) -> bool:
    """Whether a single full stop ends its sentence, by the word before it and the one after it."""
    before = _before(text, stop)
    token = _last_token(before)
    if not token:
        return True
    head = text[at]
    key = token.lower()
    earlier = _last_token(before.rstrip()[: -len(token)]).lower()
    if _never_ends(token) or (not stop.closers(text) and _is_enumerator(text, stop)):
        return False
    if key in _NUMBERED and (head.isdigit() or _NUMERAL.match(text, at)) and not _opens(text, at, word):
        return False
    if key.isdigit() and len(key) <= 2:
        if word in _AFTER_ORDINAL:
            return False
        return earlier not in _BEFORE_ORDINAL or _opens(text, at, word)
    if len(token) == 1 and token.isalpha():
        if head.isdigit() and token.islower():
            return False
        if earlier in _ENUMERABLE:
            return True
        return _opens(text, at, word) and word not in _NOT_AFTER_INITIALS
    if key in ("a.m", "p.m"):
        time_zone = word.isupper() and 1 < len(word) <= 4
        return text[stop.resumes] != "(" and word not in _TIME_FOLLOWS and not time_zone
    if token in _STATES and before.endswith(f", {token}"):
        return text[stop.resumes] not in "(—–-_" and not head.isdigit()
    if token in _MONTHS_AND_DAYS or token in _STATES or key in _PERHAPS or _ACRONYM.fullmatch(token):
        if text[at + len(word) + 1 : at + len(word) + 2].isupper() and _in_title_case(before):
            return False
        return _opens(text, at, word) or _quotes_sentence(text, stop, at)
    return True


def _last_token(before: str) -> str:
    """The last word of what stands before a full stop, with its inner full stops, without opening marks."""
    words = before.split()
    token = words[-1] if words else ""
    return re.split(r"[-–—/“”\"]", token.lstrip(_QUOTES + "([{*_$"))[-1]


def _in_title_case(before: str) -> bool:
    """Whether these words are of a headline in which all but the smallest begin with a capital."""
    words = before.split()[1:]
    return len(words) > 3 and all(not word[0].islower() or word in _SMALL for word in words)


def _is_enumerator(text: str, stop: _Stop) -> bool:
    """Whether all that stands before a stop is the number or letter of a list item."""
    return stop.start - stop.begin < 9 and _ENUMERATOR.fullmatch(text, stop.begin, stop.start) is not None


def _never_ends(token: str) -> bool:
    """Whether a full stop after this word only abbreviates it."""
    if token in _TITLES or token in _CONNECTING:
        return True
    if token.isupper():
        return len(token) > 1 and token.capitalize() in _TITLES
    return token.lower() in _CONNECTING


def _stem(word: str) -> str:
    return word.partition("'")[0].partition("’")[0]


def _opens(text: str, at: int, word: str) -> bool:
    """Whether the word at a position opens a sentence rather than a name."""
    following = text[at + len(word) : at + len(word) + 2]
    if len(word) == 1 and following[:1] == ".":
        return False
    if word.isupper() and len(word) > 1 and text[max(0, at - 40) : at].isupper():
        word = word.capitalize()
    if _stem(word) in _OPENING or word.endswith(("n't", "n’t")):
        return True
    if word.endswith("ly") and word[0].isupper() and following[:1] == ",":
        return True
    if elision := _ELISION.match(text, at):
        return elision.group()[-1].islower()
    return word in _NAME_OR_ARTICLE and following[1:].islower()


def _quotes_sentence(text: str, stop: _Stop, at: int) -> bool:
    """Whether a quotation follows that reads like a sentence: its second word is in lower case."""
    second = _SECOND_WORD.match(text, at, at + 60)
    return text[stop.resumes] in _QUOTES and second is not None and second.group(1).islower()
