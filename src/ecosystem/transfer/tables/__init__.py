"""Files as tables: CSV, XLSX and JSON, read with suspicion and written without formulas."""
