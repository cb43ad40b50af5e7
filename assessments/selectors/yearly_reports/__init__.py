"""Reading yearly reports: what one holds, and what the coordinators' pages show of them."""
