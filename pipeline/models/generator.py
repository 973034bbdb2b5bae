"""Writing about articles of any length."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import ModelError
from pipeline.models.answers import Answer, finished
from pipeline.models.backend import Backend
from pipeline.models.windows import Windows, pack
from pipeline.report import Coverage
from pipeline.text.sentences import split_sentences

SLACK = 16  # tokens left free in a window, for marks that differ from one to the next
LEAST_ROOM = 16  # tokens of article below which a window makes no sense
MOST_PASSES = 5
CUT = "generation.max_new_tokens ended what the model wrote; its unfinished last sentence is left out"


@dataclass(frozen=True, slots=True)
class Writing:
    """An article to be written about."""

    units: tuple[str, ...]
    """Its sentences with the white space after them; joined they are the text."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Values of the prompt's placeholders beside {text}; `title` is one."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote, and how much it had read."""

    text: str
    coverage: Coverage
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Progress:
    """One article between passes."""

    writing: Writing
    units: tuple[str, ...]
    text: str = ""
    windows: int = 0
    passes: int = 0
    before: int = 0
    notes: list[str] = field(default_factory=list)
    done: bool = False


class Generator:
    """A model that writes text; made by `Models.generator`."""

    def __init__(self, backend: Backend, *, identity: str, signature: str, notes: tuple[str, ...] = ()) -> None:
        self.identity = identity
        """Model reference with revision or content hash."""
        self.signature = signature
        """The identity with the settings that matter."""
        self.notes = notes
        """What a report should say of how the model is used."""
        self._backend = backend

    def write(self, writings: Sequence[Writing]) -> list[Written]:
        """A text for each article, in order: the same alone as in a batch.

        An article longer than the model's input is read in windows, and what was written of each is merged by a
        further pass. Raises ModelError when the prompt alone fills the model's input.
        """
        states = [_Progress(writing, writing.units) for writing in writings]
        while unfinished := [state for state in states if not state.done]:
            self._pass(unfinished)
        return [_written(state) for state in states]

    def _pass(self, states: Sequence[_Progress]) -> None:
        """Writes once about every window of every article, then prepares the next pass where there were several."""
        cut = [self._windows(state) for state in states]
        for state, windows in zip(states, cut, strict=True):
            _note(state, windows)
        rows = [
            self._row(text, state)
            for state, windows in zip(states, cut, strict=True)
            for text in windows.texts
            if not state.done
        ]
        answers = iter(self._backend.write(rows) if rows else [])
        for state, windows in zip(states, cut, strict=True):
            if not state.done:
                _take(state, [next(answers) for _ in windows.texts])

    def _windows(self, state: _Progress) -> Windows:
        room = self._backend.limit - len(self._backend.encode("", state.writing.fields)) - SLACK
        if room < LEAST_ROOM:
            raise ModelError(
                f"{self.identity}: reads {self._backend.limit} tokens, and the prompt leaves no room for the article; "
                "shorten the prompt or choose a model with a longer input"
            )
        return pack(state.units, self._backend.count, room)

    def _row(self, text: str, state: _Progress) -> list[int]:
        row = self._backend.encode(text, state.writing.fields)
        if len(row) > self._backend.limit:
            raise ModelError(f"{self.identity}: a window of {len(row)} tokens is over its {self._backend.limit}")
        return row


def units_of(text: str) -> tuple[str, ...]:
    """The sentences of a text with the white space after them."""
    starts = [start for start, _ in split_sentences(text)]
    bounds = [0, *starts[1:], len(text)]
    return tuple(text[a:b] for a, b in itertools.pairwise(bounds) if a < b)


def _note(state: _Progress, windows: Windows) -> None:
    """Records what cutting an article into windows did to it, and stops where a pass would not shorten it."""
    if windows.split_units:
        state.notes.append(f"{windows.split_units} sentence(s) longer than the model's input were read in parts")
    number = len(windows.texts)
    stuck = state.passes > 0 and (number >= state.before or state.passes >= MOST_PASSES)
    if stuck and number > 1:
        state.notes.append("what the model wrote of the article's parts was too long to be merged; it stands joined")
        state.done = True
    state.before = number
    if state.passes == 0:
        state.windows = number


def _take(state: _Progress, answers: Sequence[Answer]) -> None:
    """Keeps what was written; several texts become the article of the next pass."""
    if CUT not in state.notes and not all(answer.whole for answer in answers):
        state.notes.append(CUT)
    texts = [_text(answer, last=len(answers) == 1) for answer in answers]
    state.text = "\n".join(text.strip() for text in texts if text.strip())
    state.passes += 1
    state.units = units_of(state.text)
    state.done = len(answers) <= 1 or not state.units


def _text(answer: Answer, *, last: bool) -> str:
    """Its finished sentences; a fragment is better than nothing only as material for a further pass."""
    if answer.whole:
        return answer.text
    return finished(answer.text) or ("" if last else answer.text)


def _written(state: _Progress) -> Written:
    total = len(state.writing.units)
    coverage = Coverage(
        sentences_total=total,
        sentences_read=total,
        windows=max(1, state.windows),
        passes=max(1, state.passes),
    )
    return Written(state.text, coverage, tuple(state.notes))
