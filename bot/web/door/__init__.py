"""What opens when a QR at a door is scanned."""
