"""Pages of recommendations, votes and papers. Everybody signed in reads them; the services say who may act."""
