"""Made-up data sets with a fixed seed. No person, request or organisation in them is real."""

from qmslib.datasets.requests import request_log, request_rows, write_request_log

__all__ = ["request_log", "request_rows", "write_request_log"]
