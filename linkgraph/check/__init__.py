"""Ask the hosts, politely, and decide."""
