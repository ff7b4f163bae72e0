"""The release format: what a server publishes and what a phone keeps.

    pointer  /release            sequence, id, as_of, control, manifest digests
       |                         the only thing that ever changes in place, by one atomic step
       v
    manifest (one for the core, one per language)
       |                         path -> object digest, size, header set; header sets in full
       v
    object   /o/<sha256>         any byte string, named by its SHA-256, never changed

A release's `id` is the SHA-256 of its manifests' digests; a manifest names every path, every
object and every header; so the id is the hash of the whole tree, and a phone can check all of
it from the pointer down. Sequence number and date stand in the pointer only, outside the id.

Objects are written first, manifests second, the pointer last: whoever reads a pointer finds all
that it names. Encodings (.br, .gz) stand beside objects, outside the id.

This folder reads no clock: the sequence number is made from a `now` that the caller passes in.
"""
