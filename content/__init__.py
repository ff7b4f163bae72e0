"""The guide and its rules: pages, contacts and figures as plain files, read, checked and rendered.

This room knows no Flask, no SQL, no network and no clock: what it says depends on the files it is
given and on nothing else. It imports none of the other rooms.
"""
