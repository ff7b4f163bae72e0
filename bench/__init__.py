"""Measurements. Run from the repository: `.venv/bin/python -m bench.weights`, `-m bench.process`.

Each prints its figures and writes them to bench/results/, with what they were measured on. Nothing
here is a test: a busy machine gives other times, and the figures say so.
"""
