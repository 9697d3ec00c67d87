"""The real servers that tests and benchmarks run against, each started on loopback and ended with the run."""
