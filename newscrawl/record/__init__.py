"""The article record: its data classes, views, JSON form and schema."""
