"""What a page states beside its text, one reader per subject."""
