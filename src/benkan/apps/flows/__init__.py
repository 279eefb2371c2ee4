"""Money flows: accounts and transfers as files gave them, alerts with their reasons, and what links them to cases."""
