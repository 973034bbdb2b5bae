"""A report whose title and body would like to be more than text."""

from __future__ import annotations

from pipeline.report import Fluency, Report, SentenceFluency, Statement
from tests.write import samples

TRAPS = {
    "script": "<script>document.title = 'run'</script><img src=x onerror=\"document.title='run'\">",
    "end of the style": "</style></script><h1>run</h1><svg onload=document.title='run'>",
    "right to left": "\u202eabc \u2067def \u2066ghi שלום",
    "long line": "w" * 10_000,
}
ALL = " ".join(TRAPS.values())


def report(text: str, name: str = "hostile") -> Report:
    """Its title, body, summary, flag and outlet all say `text`."""
    made = samples.tiny.document(f"Title {text}", [[f"Before {text} after.", "The second opens opens."], ["Last."]])
    sample = samples.report()
    spans = (
        samples.span(made.text, text, "major", reason=text, suggestion=text),
        samples.span(made.text, "opens opens", suggestion="opens"),
    )
    assert sample.summary
    assert sample.fluency
    summary = (Statement(text=f"Summary {text}", evidence=(1, 2)),)
    return sample.model_copy(
        update={
            "id": name,
            "document": made.model_copy(update={"outlet": text, "byline": text}),
            "fluency": Fluency(
                score=sample.fluency.score,
                sentences=tuple(SentenceFluency(sentence=i, score=50) for i in range(len(made.sentences))),
                spans=spans,
            ),
            "summary": sample.summary.model_copy(update={"sentences": summary}),
            "key_points": None,
            "verification": None,
            "origin": f"{text[:40]}.txt",
        }
    )
