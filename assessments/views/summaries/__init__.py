"""National summaries: the page, who took part, the exports and the PDF."""
