"""The reader's web application: reads the settings, opens the services, hands both to the pages.

Development: `python3 dev.py run`. Production: any WSGI server, `app:app`.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

import pwa
import service_worker
from pwa.headers import WORKER
from pwa.services import open_services
from pwa.settings import BadSettings, load_settings

ROOT = Path(__file__).resolve().parent


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """Build one independent application; no file is written and no connection opened here.

    Raises:
        BadSettings: a setting cannot be used.
    """
    app = Flask("pwa", instance_relative_config=True, static_folder=None)
    settings = load_settings(ROOT, Path(app.instance_path), os.environ, overrides or {})
    services = open_services(settings)
    pwa.init_app(app, services)
    service_worker.init_app(app, services.build_dir, WORKER.fields)
    return app


try:
    app = create_app()
except BadSettings as error:
    sys.exit(str(error))
