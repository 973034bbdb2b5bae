"""What an agency sets before its first sentence: "WASHINGTON -- ", "Xinhua News Agency, Beijing, July 26 (Reporter Lin)"."""

from __future__ import annotations

import re

_DASH = r"\s*(?:--?|[–—:])?\s*"
_BEGINS = r"(?=[\"“]?[A-Z])"
# Whatever comes before a reporter's name in brackets; it is short, and nothing of the story.
REPORTER = re.compile(rf"[^()]{{0,90}}\((?:[Rr]eporters?|[Cc]orrespondents?)\b[^()]{{0,60}}\){_DASH}{_BEGINS}")
AGENCY = re.compile(
    rf"(?:[A-Z][\w'’-]* ){{0,4}}(?:News (?:Agency|Service|Network)|Daily|Xinhua|TASS)\b[^().]{{0,50}}"
    rf"(?:\([^()]{{2,40}}\){_DASH}|\s(?:--?|[–—])\s+){_BEGINS}"
)
# Only capitalised words, figures and brackets, and then a dash; a name before an aside looks alike, hence CERTAIN.
PLACE = re.compile(
    r"(?:(?:[A-Z][\w.'’]*|\d{1,4}|\([^()]{2,30}\))(?:,? |(?=[-–—(]))){1,8}"
    rf"(?:--|[–—]|(?<= )-(?= )|(?<=[A-Z])-(?=[A-Z][a-z]))\s*{_BEGINS}"
)
CERTAIN = re.compile(
    r"\b[A-Z]{4,}\b|\(|\bD\.C\.|, [A-Z]{2}\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d"
)


# "BEIJING, July 26 (Xinhua)"
CITY = re.compile(rf"[A-Z]{{3,}}(?: [A-Z]+)*, [A-Z][a-z]+\.? \d{{1,2}} \([A-Z][^()]{{2,30}}\){_DASH}{_BEGINS}")
# "(Dubai, 27th)", "[Collaboration with Washington]"
LABEL = re.compile(
    rf"(?:\((?:[A-Z][\w'’-]*,? ){{1,3}}\d{{1,2}}(?:st|nd|rd|th)?\)|\[(?!Photo|Video|Picture)[^\[\]]{{3,60}}\]) ?{_BEGINS}"
)


def drop_dateline(text: str) -> str:
    """The sentence without the agency, place, date and reporter before it."""
    for pattern in (LABEL, CITY, REPORTER, AGENCY):
        if match := pattern.match(text):
            text = text[match.end() :]
    while (match := PLACE.match(text)) and CERTAIN.search(match.group()):
        text = text[match.end() :]
    return text
