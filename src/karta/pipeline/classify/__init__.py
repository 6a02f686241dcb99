"""The sector of each record: the table `sectors`, and `record_sectors` with one row a record that has one."""

from karta.pipeline.classify.stage import RECORD_SECTORS, classify, create_sectors

__all__ = ["RECORD_SECTORS", "classify", "create_sectors"]
