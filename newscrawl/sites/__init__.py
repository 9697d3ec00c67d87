"""Sites as files: one TOML file per site edition, and the model that validates them."""

from newscrawl.sites.files import load_sites, site_named
from newscrawl.sites.model import Site

__all__ = ["Site", "load_sites", "site_named"]
