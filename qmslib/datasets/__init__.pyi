from .requests import request_log as request_log, request_rows as request_rows, write_request_log as write_request_log
