"""Training of embedded:writer, which writes one sentence of a brief from the article's sentences it rests on."""
