"""Clean, score, summarise and check machine-translated articles."""
