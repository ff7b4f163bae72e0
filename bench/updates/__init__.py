"""What an update of the guide costs on a slow line, and what is left when it goes wrong.

    .venv/bin/python -m bench.updates                 all of it, a quarter of an hour
    .venv/bin/python -m bench.updates --pages 300     the costs, in a guide of 300 pages

Three ways to keep the same guide on a phone, measured side by side in one run: Parasol's worker,
Workbox's precaching and Angular's ngsw-worker. Each gets the same pages byte for byte from the same
server over the same line; only what stands at /sw.js and what it asks for differ.

It fetches the two others from npm into instance/bench, from bench/package-lock.json; needs
Node 20.19, a Chromium, and the packages of requirements/test.lock. No test depends on it.
"""
