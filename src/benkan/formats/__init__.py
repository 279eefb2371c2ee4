"""Other people's formats, read and written: FollowTheMoney, the UN list, CSV, goAML, ISO 20022."""
