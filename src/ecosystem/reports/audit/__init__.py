"""The audit for reading: who changed what, when, from what to what."""
