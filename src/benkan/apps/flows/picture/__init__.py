"""Pictures of flows that the server draws: pure layout of values, no database, no request, no script."""
