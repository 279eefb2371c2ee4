"""Messages between nodes: schemas, versions, canonical bytes."""
