"""What changes auditors and their audits."""
