"""Files on every system: written as a whole or not at all, read and written at a place, locked; TOML of any origin."""
