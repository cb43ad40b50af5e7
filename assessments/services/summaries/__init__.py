"""Counting a year into its national summary when it has closed, and checking what was counted."""
