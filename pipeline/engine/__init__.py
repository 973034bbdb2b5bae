"""Runs past one process and one machine: inputs to shards, shards through workers of Ray, shards to a folder."""
