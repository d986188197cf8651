from .citations import Citation as Citation, check_citation as check_citation
from .control import DocumentControl as DocumentControl, check_documents as check_documents
from .handbook import Handbook as Handbook, assemble_handbook as assemble_handbook
from .legal_register import LegalReport as LegalReport, check_legal_register as check_legal_register
from .policy import (
    PolicyReport as PolicyReport,
    check_policy as check_policy,
)
from .procedures import ProcedureReport as ProcedureReport, check_procedure as check_procedure
from .processes import (
    ProcessList as ProcessList,
    check_processes as check_processes,
    controlled_processes as controlled_processes,
)
from .pyramid import LevelReport as LevelReport, document_levels as document_levels, suggest_level as suggest_level
