"""What a receiver passes on, with the owner's leave; and how changes and acknowledgements run along."""
