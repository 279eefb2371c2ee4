"""Making this node's own index: what goes in, what was evaluated, what changed, what is published, what is deleted."""
