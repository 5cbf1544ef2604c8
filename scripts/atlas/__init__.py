"""The machinery of the ML Career Atlas: from records in `content/` to checked pages."""
