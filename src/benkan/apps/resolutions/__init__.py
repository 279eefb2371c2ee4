"""What was recommended or resolved, how it was voted, what became of it, and the papers that say so."""
