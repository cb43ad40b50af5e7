"""The coordinators' pages of yearly reports."""
