"""Training of embedded:salience, which tells what of an article an editor's brief would keep."""
