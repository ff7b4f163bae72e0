"""The configuration of the servers that can take Flask's place: nginx and Caddy.

    addresses.py   the classes of address and what goes out with each: one table, read by both
    nginx.py       the table as nginx.conf
    caddy.py       the table as a Caddyfile

A configuration names patterns of addresses, never pages or objects: publishing content needs no
reload. It changes with the headers, the exits, the public address and the place of the folder.

A server sends an object of `/o/` as plain bytes, unless a second copy with a suffix (`.js`)
stands beside it: then it is one that a page loads, and goes out with the type of that suffix.
"""
