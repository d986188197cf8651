"""Run every benchmark and print its figures."""

from benchmarks import marking

if __name__ == "__main__":
    marking.main()
