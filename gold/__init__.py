"""Pairs of Bulgarian organisation names as different sources print them, labelled by reading; see README.md.

Only benchmarks read it, through bench.gold: nothing that is measured on the half held back may have seen it.
"""
