"""The reader of news reports in English: text in, claims anchored to its characters out."""
