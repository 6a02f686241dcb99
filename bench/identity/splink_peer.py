"""Links names of other lists to those of a register with Splink. Runs where that is installed: Parquet in and out.

    python splink_peer.py FOLDER     reads register.parquet and others.parquet (unique_id, name, legal_form, city),
                                     writes pairs.parquet (other, registered, probability); prints version and seconds

Settings as its documentation proposes them for companies: likeness of names with term frequencies, legal form, city.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
import splink
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

LEAST = 0.5  # probability of a pair that is written


def main(folder: Path) -> None:
    con = duckdb.connect()
    api = DuckDBAPI(con)
    tables = [
        api.register(con.sql(f"FROM '{folder}/{name}.parquet'").to_arrow_table(), dataset_display_name=name)
        for name in ("others", "register")
    ]
    begun = time.perf_counter()
    name = cl.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True)
    city = cl.ExactMatch("city").configure(term_frequency_adjustments=True)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[name, city, cl.ExactMatch("legal_form")],
        blocking_rules_to_generate_predictions=[block_on("name"), block_on("substr(name,1,6)", "city")],
    )
    linker = Linker(tables, settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "city")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("city", "substr(name,1,3)"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    found = linker.inference.predict(threshold_match_probability=LEAST)
    con.sql(
        f"COPY (SELECT unique_id_l AS other, unique_id_r AS registered, match_probability AS probability "
        f"FROM {found.physical_name}) TO '{folder}/pairs.parquet' (FORMAT parquet)"
    )
    print(json.dumps({"version": splink.__version__, "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
