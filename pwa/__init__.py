"""The reader's site: pages, search, exit, releases. No cookie, session, secret or database."""

from flask import Flask

from pwa import commands, i18n, leaving, releases, search, serving, template_words
from pwa.reports import report_without_request
from pwa.services import Services

# The only body a reader ever sends is a search field of 200 characters.
LARGEST_QUESTION_BYTES = 16_384


def init_app(app: Flask, services: Services) -> None:
    """Register the reader's blueprints and commands; opens nothing and writes nothing."""
    app.extensions["guide"] = services
    # An address answers to what its view names, and to nothing that Flask would add.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_QUESTION_BYTES
    app.url_map.merge_slashes = False
    i18n.init_app(app)
    template_words.init_app(app)
    report_without_request(app)
    for blueprint in (releases.bp, leaving.bp, search.bp, serving.bp):
        app.register_blueprint(blueprint)
    commands.init_app(app)
