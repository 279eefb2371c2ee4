"""Evaluation of runs, at the end and after six months, by nobody in particular."""
