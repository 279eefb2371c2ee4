"""What this slice's templates say in the reader's language."""
