"""What the pages of practising show: the coordinators' and the auditors' in modules of their own."""
