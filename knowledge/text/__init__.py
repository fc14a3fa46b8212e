"""Chinese text: normalising, words, pinyin."""
