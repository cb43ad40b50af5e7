"""Reads of auditors and their audits."""
