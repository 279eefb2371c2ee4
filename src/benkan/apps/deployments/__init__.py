"""Loans of means: asked, offered, signed by both, sent, returned, claimed, settled, evaluated; what they cost."""
