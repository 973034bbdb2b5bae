import pytest
import torch

from scripts.train.config import Shape
from scripts.train.copying import start_copying
from scripts.train.model import IGNORED, Loss, _chunk_loss, _ChunkedLoss, build_model, set_dropout, shifted

SMALL = Shape(width=32, heads=4, feedforward=64, encoder_layers=2, decoder_layers=1, positions=128)


def random_case(positions=37, width=8, vocabulary=50):
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(positions, width, generator=generator, requires_grad=True)
    weight = torch.randn(vocabulary, width, generator=generator, requires_grad=True)
    labels = torch.randint(vocabulary, (positions,), generator=generator)
    labels[::5] = IGNORED
    return hidden, weight, labels


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("chunk", [1, 8, 37, 64])
def test_chunked_loss_is_cross_entropy(chunk, smoothing):
    hidden, weight, labels = random_case()
    loss = _ChunkedLoss.apply(hidden, weight, labels, chunk, smoothing, _chunk_loss)
    expected = torch.nn.functional.cross_entropy(hidden @ weight.T, labels, label_smoothing=smoothing)
    torch.testing.assert_close(loss, expected)
    ours = torch.autograd.grad(3 * loss, (hidden, weight))
    theirs = torch.autograd.grad(3 * expected, (hidden, weight))
    torch.testing.assert_close(ours, theirs)


def test_a_batch_without_labels_is_no_division_by_zero():
    hidden, weight, labels = random_case()
    loss = _ChunkedLoss.apply(hidden, weight, torch.full_like(labels, IGNORED), 8, 0.0, _chunk_loss)
    assert loss.item() == 0


@pytest.mark.parametrize("chunk", [16, 512])
def test_loss_of_a_batch_is_the_models_own(chunk):
    torch.manual_seed(0)
    model = build_model(SMALL, 60).eval()
    source, labels = torch.randint(2, 60, (3, 12)), torch.randint(2, 60, (3, 8))
    source[0, 8:], labels[1, 5:] = 0, IGNORED
    mine = Loss(model, chunk, bf16=False)(source, labels)
    mask = (source != 0).long()
    theirs = model(input_ids=source, attention_mask=mask, decoder_input_ids=shifted(labels), labels=labels).loss
    torch.testing.assert_close(mine, theirs)


def test_shifted():
    assert shifted(torch.tensor([[5, 6, 1, IGNORED]])).tolist() == [[0, 5, 6, 1]]


def test_embeddings_are_tied():
    model = build_model(SMALL, 60)
    assert model.lm_head.weight.data_ptr() == model.get_input_embeddings().weight.data_ptr()


@pytest.mark.parametrize(("rate", "same"), [(0.0, True), (0.5, False)])
def test_dropout_can_be_set_later(rate, same):
    model = build_model(SMALL, 60).train()
    set_dropout(model, rate)
    source, labels = torch.randint(2, 60, (2, 12)), torch.randint(2, 60, (2, 8))
    losses = [Loss(model, 16, bf16=False)(source, labels).item() for _ in range(2)]
    assert (losses[0] == losses[1]) is same


@pytest.mark.parametrize(("copying", "least", "most"), [(True, 0.8, 1.0), (False, 0.0, 0.1)])
def test_a_fresh_network_copies(copying, least, most):
    torch.manual_seed(0)
    shape = Shape(width=128, heads=4, feedforward=128, encoder_layers=2, decoder_layers=2, positions=64)
    model = build_model(shape, 1000).eval()
    if copying:
        start_copying(model)
    text = torch.randint(30, 1000, (8, 24))
    source = torch.cat([torch.full((8, 1), 5), text, torch.ones(8, 1, dtype=torch.long)], dim=1)
    labels = source[:, 1:]
    with torch.inference_mode():
        written = model(input_ids=source, decoder_input_ids=shifted(labels)).logits.argmax(-1)
    assert least <= float((written == labels).float().mean()) <= most
