"""Training of the fluency tagger: `python -m scripts.train.fluency --help`."""
