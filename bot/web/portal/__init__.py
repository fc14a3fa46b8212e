"""The example service portal: ``/``, guides to print, and how to embed the assistant."""
