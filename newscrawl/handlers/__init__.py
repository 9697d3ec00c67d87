"""Download handlers: plain HTTP with bounds, and the browser for the few requests that need one."""
