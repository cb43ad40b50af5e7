"""Pages of auditors and their audits."""
