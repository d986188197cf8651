"""What is measured, and against what. Run all with ``python -m benchmarks``."""
