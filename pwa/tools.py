"""Addresses of the site's own pages: neutral keys like those of pages, in every language."""

# Final: these stand in stickers, histories and installed copies.
TOOLS = {
    "share": "kp3r",
    "install": "mkr8",
    "safety": "f53b",
    "all": "hc75",
}

# Parts that scripts read, and the export of the search index; each stands below its language.
PARTS = "parts"
WORDS = "words"

# The installable disguise, and the decoy that opens behind the exit.
DISGUISE = "/i/u/"
