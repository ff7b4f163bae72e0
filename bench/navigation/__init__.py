"""L3: how fast a kept guide opens without a network, changes views, and lets go while it updates.

    .venv/bin/python -m bench.navigation               27, 300 and 3,000 pages, ten minutes
    .venv/bin/python -m bench.navigation --pages 300   one size only; 0 is the guide as it is

Two kinds of slowness, as DevTools slow only the main thread of a page ("6x CPU throttle"), never a
worker: the page throttled by DevTools, the worker at full speed; and the whole browser, worker,
disk and all, running for a sixth of the time (slowing.py). Both halt a page for long at a time,
which is most of what short tasks take. So the processor's time is measured too, at full speed, and
told six times over.

The server is dead whenever a guide is opened. Workbox's precaching and Angular's ngsw-worker open
the guide as it is in the same rounds; bench/updates says how they are set up.
"""
