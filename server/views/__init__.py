"""What each page shows, read from one snapshot into frozen records; the templates only lay them out."""
