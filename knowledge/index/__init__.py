"""The search index: built to a new version folder, swapped in whole, read without a restart."""
