"""An officer's dates of courses, gatherings and lent means: one page, one feed for calendar programs."""
