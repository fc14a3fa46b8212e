"""The staff console under ``/console``; ``docs/console.md`` tells how to add a section."""
