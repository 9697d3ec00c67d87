"""Tells somebody elsewhere: by mail, or by a webhook."""
