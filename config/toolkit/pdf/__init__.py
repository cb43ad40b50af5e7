"""The one place that makes PDF files: HTML in, PDF/UA-1 out, in a process of its own that can fetch nothing.

Imports nothing here: the rendering process loads no Django.
"""
