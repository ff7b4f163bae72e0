"""Joining scripts and styles: each entry becomes one classic script, each look one stylesheet."""
