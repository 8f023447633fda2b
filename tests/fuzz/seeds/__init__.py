"""Inputs that are right, for mutations to begin with: the project's own fixtures, and pages and files of own words."""
