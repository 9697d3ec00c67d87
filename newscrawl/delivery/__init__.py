"""An article's way into an index: cleaned, kept on disk until the index has it, linked with its near copies."""
