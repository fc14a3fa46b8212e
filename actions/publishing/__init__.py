"""Publishing knowledge: drafts, review, the gate of known questions, history, roll back."""
