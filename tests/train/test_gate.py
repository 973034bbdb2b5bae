import pytest
import torch
from transformers import AutoTokenizer

from scripts.train.gate import Edit, Weighed, applied, choose_margin, differences, gated, log_likelihoods, weigh
from scripts.train.model import shifted


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("a b c", "a b c", []),
        ("a b c", "a x c", [Edit(1, 2, ("x",))]),
        ("a b c", "a c", [Edit(1, 2, ())]),
        ("a c", "a b c", [Edit(1, 1, ("b",))]),
        ("a b c d", "x b c y z", [Edit(0, 1, ("x",)), Edit(3, 4, ("y", "z"))]),
        ("", "a", [Edit(0, 0, ("a",))]),
        ("a  b", "a b", []),
    ],
)
def test_differences(before, after, edits):
    assert differences(before, after) == edits
    assert applied(before, edits) == after


@pytest.mark.parametrize(
    ("margin", "text"),
    [(-1.0, "He went to the school"), (1.0, "He went to school"), (3.0, "He go to school"), (1e9, "He go to school")],
)
def test_only_preferred_edits_stay(margin, text):
    edits = (Edit(1, 2, ("went",), 2.0), Edit(3, 3, ("the",), 0.5))
    assert gated(Weighed("He go to school", edits), margin) == text


GOOD = Weighed("He go home with his dog today", (Edit(1, 2, ("goes",), 5.0),))
BAD = Weighed("They live in a red house there", (Edit(4, 5, ("blue",), 2.5),))


@pytest.mark.parametrize(
    ("weighed", "margin"), [([GOOD, BAD], 4.0), ([GOOD], 4.0), ([BAD], 1e9), ([Weighed("Same text", ())], 1e9)]
)
def test_the_margin_is_the_strictest_of_the_best(weighed, margin):
    references = {GOOD.text: "He goes home with his dog today"}
    assert choose_margin(weighed, [references.get(one.text, one.text) for one in weighed]) == margin


@pytest.fixture(scope="module")
def tokenizer(prepared):
    return AutoTokenizer.from_pretrained(prepared.tokenizer)


def alone(model, tokenizer, source, target):
    """The sum of log-probabilities, without batch or padding."""
    read, wanted = (tokenizer(text, return_tensors="pt")["input_ids"] for text in (source, target))
    with torch.inference_mode():
        logits = model.eval()(input_ids=read, decoder_input_ids=shifted(wanted)).logits
    return float(logits.log_softmax(-1)[0, torch.arange(wanted.shape[1]), wanted[0]].sum())


def test_likelihoods_do_not_depend_on_the_batch(prepared, tokenizer):
    model = prepared.new_model()
    sources = ["<repair> The council of Leeds met.", "<repair> Why", "<repair> A long and winding text about a bridge."]
    targets = ["The council met.", "Why on Monday in the city of Leeds?", ""]
    found = log_likelihoods(model, tokenizer, sources, targets, batch=2)
    assert found == pytest.approx(
        [alone(model, tokenizer, *both) for both in zip(sources, targets, strict=True)], abs=1e-3
    )


def test_each_edit_is_weighed_alone(prepared, tokenizer):
    model = prepared.new_model()
    text, repaired = "The bridge in Leeds are open", "A bridge in Leeds is open"

    def score(sources, targets):
        return log_likelihoods(model, tokenizer, [f"<repair> {source}" for source in sources], targets, batch=2)

    same, weighed = weigh(score, ["No change", text], ["No change", repaired])
    assert same == Weighed("No change", ())
    scores = [
        alone(model, tokenizer, f"<repair> {text}", variant)
        for variant in (text, "A" + text[3:], text.replace("are", "is"))
    ]
    assert [e.words for e in weighed.edits] == [("A",), ("is",)]
    assert [e.preference for e in weighed.edits] == pytest.approx([s - scores[0] for s in scores[1:]], abs=1e-3)
