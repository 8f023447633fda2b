"""Text to the names of people and organisations."""
