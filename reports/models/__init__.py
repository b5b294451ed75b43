from reports.models.export import Export, ExportFormat, ExportOf, ExportPiece
from reports.models.monthly import MonthlyReport

__all__ = ["Export", "ExportFormat", "ExportOf", "ExportPiece", "MonthlyReport"]
