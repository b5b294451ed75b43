from reports.models.export import GIVEN_UP_AFTER, KEPT, Export, ExportFormat, ExportOf, ExportPiece, ExportState
from reports.models.monthly import MonthlyReport

__all__ = [
    "GIVEN_UP_AFTER",
    "KEPT",
    "Export",
    "ExportFormat",
    "ExportOf",
    "ExportPiece",
    "ExportState",
    "MonthlyReport",
]
