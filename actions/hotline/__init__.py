"""The 12345 hotline: filing, routing and following tickets (工单)."""
