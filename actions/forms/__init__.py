"""Forms: one pattern for everything that asks a resident several questions in a row (docs/adr/0009-forms.md)."""
