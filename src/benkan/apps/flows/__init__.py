"""Money flows: accounts and transfers as reporters gave them, alerts with their reasons, and what links them to cases."""
