"""The reporting door: banks and other reporters send in and look at nothing else; officers read, decide and answer."""
