"""Drug seizures: entered in a minute and a half, validated by a second officer, counted and shared."""
