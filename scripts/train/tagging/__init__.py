"""What the trainings of token classifiers share: the encoder they start from, checkpoints, options, the shipped folder."""
