"""``python -m benkan.node`` is the ``benkan`` command."""

from benkan.node.cli.command import main

main()
