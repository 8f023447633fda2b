"""From an extracted page to a finished record, without effects."""
