"""The pages of practising: the coordinators' and the auditors' in modules of their own."""
