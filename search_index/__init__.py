"""WORDS -> PAGES: finds the pages of the guide that answer what somebody typed.

This room turns plain texts into a Whoosh index, answers queries from it, and writes the same index
as one small file that the JavaScript in `js/` reads on the phone, with the same analysis and the
same ranking. It knows no Flask, no clock, no network and no markup; texts and folders come in as
arguments. It keeps nothing of what was asked: no log, no cache of words, no counter.

The road: `settings` (a language's rules) -> `analysis` (text to words) -> `build` (documents to
index, `wordings` beside it) -> `lexicon` and `expansion` (what a typed word may mean) -> `query`
(ranking) -> `answer` (the ranking below what `urgent` pins) -> `snippet`; `export` writes the
phone's file.

An index holds pickles, as every Whoosh index does: build it where it is read, and never open, ship
or download one from elsewhere. The export holds none.
"""
