"""Scores pairs of company names with nomenklatura's logic-v2. Runs where that is installed: reads and writes JSON."""

import json
import sys
from importlib.metadata import version

from followthemoney import model
from followthemoney.proxy import EntityProxy
from nomenklatura.matching import LogicV2
from nomenklatura.matching.types import ScoringConfig


def company(key: str, name: str) -> EntityProxy:
    return EntityProxy.from_dict({"id": key, "schema": "Company", "properties": {"name": [name]}})


def main() -> None:
    config = ScoringConfig.defaults()
    scores = [
        LogicV2.compare(company(f"{at}a", one), company(f"{at}b", other), config).score  # read names are kept by id
        for at, (one, other) in enumerate(json.load(sys.stdin))
    ]
    json.dump({"version": version("nomenklatura"), "scores": scores}, sys.stdout)


if __name__ == "__main__":
    assert model is not None
    main()
