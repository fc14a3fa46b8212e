"""What the conversations show: counts, open questions, lists of content to look after, and retention."""
