"""Speed, memory and growth of the whole system, beside stock Rasa measured in the same run."""
