"""The archive for language models: its searches as tools of the Model Context Protocol, read-only."""
