"""The runner: a configuration and inputs in, reports out."""
