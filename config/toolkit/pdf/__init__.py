"""The one place that makes PDF files: HTML in, PDF/UA-1 out, in a process of its own that can fetch nothing."""

from config.toolkit.pdf.rendering import PdfRenderError, content_sha256, render_pdf

__all__ = ["PdfRenderError", "content_sha256", "render_pdf"]
