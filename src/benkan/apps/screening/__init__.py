"""Screening: own records beside the public lists of sanctions, each likeness judged by a person with a reason."""
