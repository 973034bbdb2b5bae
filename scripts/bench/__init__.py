"""Measurements that take too long for the test suite; `python -m scripts.bench --help` lists them."""
