"""The assistant's processes: Rasa components (bot.nlu) and the public edge (bot.web)."""
