"""Writing summaries and key points: extraction, lengths, evidence, and reading what a model wrote."""
