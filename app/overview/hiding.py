"""The one decision on what is hidden, which pages, programs and files share: app/reporting/figures/hiding.py."""

from app.reporting.figures.hiding import WHOLE, Place, may_be_shown

__all__ = ["WHOLE", "Place", "may_be_shown"]
