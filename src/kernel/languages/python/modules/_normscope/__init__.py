"""What the modules `torch`, `tensorflow`, `keras` and `numpy` of this interpreter have in common."""
