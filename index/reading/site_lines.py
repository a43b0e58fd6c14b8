"""Lines that stand on every page of a site: “Most Popular”, “Read more: …”, “Sign up for our newsletter”."""

from __future__ import annotations

import re

_LONGEST = 350
_LONGEST_FILED = 200

_HEADINGS = (
    r"most (?:popular|read|viewed|shared|watched)(?: (?:stories|articles|news|now|today))?",
    r"(?:trending|popular)(?: (?:now|stories|today|posts))?",
    r"(?:top|latest|more|other) (?:stories|news|headlines|videos)",
    r"(?:recommended|suggested)(?: (?:for you|stories|articles|reading|videos?))?",
    r"related(?: (?:articles?|story|stories|content|coverage|topics?|news|links?|posts?|videos?|reading))?",
    r"(?:also read|read also|see also|read more|read next|read on|read this next|up next|more on this(?: story)?)",
    r"you (?:may|might) (?:also )?(?:like|be interested in)(?: these)?",
    r"editors?['’]?s?['’]? (?:picks?|choice)",
    r"(?:story|article|content) continues(?: below)?(?: (?:this )?advertisement)?",
    r"continue reading(?: below)?",
    r"advertise?ments?(?: - scroll to continue)?",
    r"sponsored(?: (?:content|by))?",
    r"ad feedback",
    r"share(?: (?:this|it|now))?(?: (?:article|story|post|page))?",
    r"share (?:this |it )?(?:on|via) .{1,40}",
    r"(?:copy|share) link|link copied",
    r"unsubscribe(?: here)?(?: \| .{1,80})?|(?:manage|update) (?:your )?(?:e-?mail )?preferences(?: \| .{1,80})?",
    r"(?:view|read|open) (?:this (?:e-?mail|newsletter) )?(?:in (?:your|a|the) (?:web ?)?browser|online)",
    r"(?:print|e-?mail|tweet|whatsapp|pinterest|linkedin|reddit|facebook|twitter)",
    r"(?:\d+ )?comments?|(?:view|show|load) (?:\d+ |more |all )*comments|(?:leave|post|add) a (?:comment|reply)",
    r"(?:sign|log) in(?: or (?:register|subscribe|sign up))?|register",
    r"(?:subscribe|sign up)(?: (?:now|today|here))?|newsletters?",
    r"already (?:a )?(?:subscriber|subscribed|member|registered)\b.{0,40}",
    r"skip to (?:main )?content|back to top|loading(?: comments)?",
    r"media playback is (?:not supported|unsupported) on (?:this|your) device|your browser does not support .{1,60}",
    r"\d+[ -]min(?:ute)?s? read",
    r"watch (?:now|live|the video)|play video|view gallery|listen (?:now|to (?:this )?(?:article|story))",
)
_LABELS = (
    r"read (?:more|next|also|this|now)|also read|see (?:also|more)|must watch|watch (?:now|live|also|the video|more)",
    r"read the (?:full|whole|original) (?:story|article)(?: here)?",
    r"more (?:on this|coverage|news|from .{2,40})|explore more|recommended(?: reading)?|don['’]t miss|listen now",
    r"related(?: (?:articles?|story|stories|coverage|content|news|links?))?",
)
_COLON_LABELS = (r"more|opinion|trending|in pictures",)
_FILED = (r"filed under|posted in|tagged(?: (?:as|with|in))?|tags?|categor(?:y|ies)|keywords|topics",)
_SPOKEN_LABELS = (r"read|see|watch|listen",)
_REQUESTS = (
    r"(?:to [^.]{3,60}, )?(?:please )?(?:click|tap) (?:here|on the link|the link|below)\b",
    r"(?:to [^.]{3,60}, )?(?:please )?subscribe (?:to|for|here|now|today|via|on)\b",
    r"(?:to [^.]{3,60}, )?(?:please )?sign up (?:(?:here|now|today|below)\b|(?:for|to)\b.{0,120}"
    r"\b(?:newsletters?|e-?mails?|inbox|alerts?|updates?|briefings?|our|news)\b)",
    r"get .{2,80}\b(?:newsletter|in your inbox|to your inbox|by e-?mail)\b",
    r"follow (?:us|me)(?: (?:on|at|for|here)\b|[.!]?$)|follow @",
    r"follow .{2,60}? on (?:twitter|x|facebook|instagram|linkedin|threads|telegram|whatsapp|youtube|google news)\b",
    r"(?:find|like|join|visit|connect with) us on\b",
    r"join our .{0,30}\b(?:newsletter|mailing list|community|channel|group|club|party)\b",
    r"(?:e-?mail|contact|reach|send (?:us )?(?:a tip|tips|your)\b).{0,120}@",
    r"(?:download|get) (?:our|the) .{0,40}\bapp\.?$",
    r"read the (?:full|original|whole|entire) (?:story|article|report|interview|post|piece)(?: (?:here|at|on)\b|\.|$)",
    r"read the rest (?:here|of (?:the|this) (?:story|article|post|piece))\b",
    r"you(?:['’]re| are) receiving this (?:e-?mail|message|newsletter)\b|(?:to )?unsubscribe\b.{0,80}\bhere\b",
    r"for (?:all )?(?:the|our) latest\b.{0,80}\b(?:download|install|get) (?:the|our) .{0,40}\bapps?\b",
    r"share your (?:thoughts|views|opinion)\b|support our journalism\b|enter your e-?mail\b",
)
_NOTICES = (
    r"(?:©|\(c\)|copyright\b)\s*(?:(?:©|\(c\))\s*)?(?:copyright\s*)?(?:19|20)\d\d\b",
    r"(?:©|copyright\s+©)\s*\w",
    r"copyright\b.{0,60}(?:(?:19|20)\d\d|reserved)\.?$",
    r".{0,80}\ball rights reserved\.?$",
    r"\(?this (?:article|story|post|column|piece) (?:was |has )?(?:been )?(?:first |originally )+"
    r"(?:appeared|published|posted)\b",
    r"\(?this (?:article|story) (?:was|has|has been) updated (?:to|with) (?:[a-z]+ ){1,5}"
    r"(?:information|details|developments|video|photos?|gallery|reporting)\.?\)?$",
    r"this (?:material|story|article) may not be (?:published|reproduced)\b",
    r"\(?(?:additional )?(?:reporting|writing) by [A-Z].*\b(?:editing|writing|reporting) by\b",
)


def _one_of(patterns: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(patterns)})"


_HEADING = re.compile(_one_of(_HEADINGS), re.IGNORECASE)
_COLON_LABELLED = re.compile(_one_of(_COLON_LABELS) + r"\s?:\s*(?=\S)", re.IGNORECASE)
_SPOKEN_LABELLED = re.compile(_one_of(_SPOKEN_LABELS) + r"\s?:\s*(?=\S)", re.IGNORECASE)
_LABELLED = re.compile(_one_of(_LABELS) + r"(?:\s?:|\s[|–—>»-]|\s?[>»]+)\s*(?=\S)", re.IGNORECASE)
_FILED_UNDER = re.compile(rf"(?:.{{0,40}}\s)?{_one_of(_FILED)}\s?:\s*(?=\S)", re.IGNORECASE)
_REQUEST = re.compile(_one_of(_REQUESTS), re.IGNORECASE)
_NOTICE = re.compile(_one_of(_NOTICES), re.IGNORECASE)


def is_standing(line: str) -> bool:
    """Whether a whole line is a site's, not the article's. Sentences that merely begin alike are not."""
    if len(line) > _LONGEST:
        return False
    bare = line.strip("•·|>»:-–—…. \t")
    if _HEADING.fullmatch(bare) or any(kind.match(line) for kind in (_LABELLED, _COLON_LABELLED, _REQUEST, _NOTICE)):
        return True
    if _FILED_UNDER.match(line) and len(line) <= _LONGEST_FILED and not line.endswith((".", ".”", "!", "?")):
        return True
    if not _SPOKEN_LABELLED.match(line):
        return False
    return line[:3].isupper() or not line.endswith((".", ".”", ".’"))
