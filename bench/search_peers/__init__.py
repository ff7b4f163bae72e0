"""What the search of Parasol costs and finds beside other searches for phones and browsers (Q3).

    .venv/bin/python -m bench.search_peers        # a few minutes; wants a quiet machine

All get the same English texts in the same three fields and return ids, so that no index but Fuse's
holds a text. What is measured, at the size of the shipped guide, 300 and 3,000 pages: the bytes
that a phone fetches, the time from these bytes to a search that answers, and the time of every
answer while the judged queries are typed; at the size of the shipped guide also how well these are
answered. `peers.js` says how each is set up. In Chromium the processor is slowed down four times.
"""
