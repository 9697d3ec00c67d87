"""When crawls run: what the site files ask for, kept on disk, and given to one or several scrapyds."""
