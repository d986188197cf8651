from .access import LogView as LogView, access_matrix as access_matrix, view as view
from .cells import harmless as harmless
from .export import ExportReport as ExportReport, export_log as export_log
from .groups import SmallGroups as SmallGroups, small_groups as small_groups
from .identifiers import is_national_insurance_number as is_national_insurance_number, is_nhs_number as is_nhs_number
from .pseudonyms import Pseudonymised as Pseudonymised, pseudonym as pseudonym, pseudonymise as pseudonymise
from .read_back import read_export as read_export
from .redaction import Redaction as Redaction, redact as redact
