"""Link charts of a case: who and what is tied to whom, whose word it is, and what officers made of it."""
