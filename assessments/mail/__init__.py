"""The e-mails of assessments, applications and audits: queued in the transaction they tell of, sent once by the worker."""
