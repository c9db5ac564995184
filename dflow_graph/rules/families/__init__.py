"""One literal table of rules for each family of codes."""
