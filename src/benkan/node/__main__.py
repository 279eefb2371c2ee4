"""``python -m benkan.node`` is the ``benkan`` command."""

from benkan.node.cli import main

main()
