"""An auditor's own card."""

from __future__ import annotations

from assessments.views.auditing.register import AuditorList as OwnAuditor

__all__ = ["OwnAuditor"]
