"""A mutation fuzz of everything that reads strangers' bytes.

`targets` says what is fed and what is promised, `seeds` and `tokens` what the inputs are made of, `mutation` how they
are changed, `judging` when a promise is broken, `growing` how the work may grow with the input, `minimizing` what of a
finding is needed. The tests run a fixed number of cases from fixed seeds; `python -m tests.bench.fuzz` runs as long as
it is told.
"""
