"""People and organisations, who belongs where and who holds which role."""
