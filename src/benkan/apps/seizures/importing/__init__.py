"""Lists of others become seizures of this service: read, asked where there is doubt, then stored in one go."""
