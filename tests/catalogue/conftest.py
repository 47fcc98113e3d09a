from __future__ import annotations

import pytest

from linter.catalogue.catalogue import Catalogue
from linter.catalogue.load import load


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load(cache=tmp_path_factory.mktemp("cache"))
