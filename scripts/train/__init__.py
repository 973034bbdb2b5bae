"""The training recipe of the embedded models: text in, weights out, in resumable pieces."""
