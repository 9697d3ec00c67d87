"""Looks whether all that crawls need is there and works, and says what to do where it is not."""
