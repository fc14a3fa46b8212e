"""The public edge: chat API, pages, health and metrics."""
