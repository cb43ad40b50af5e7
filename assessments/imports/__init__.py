"""Lists brought from spreadsheets: which columns each kind has and how their texts are read. No database."""
