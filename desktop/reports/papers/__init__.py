"""Papers: each a function that turns a frozen dataclass of plain data into a `Document`; no store, no files."""
