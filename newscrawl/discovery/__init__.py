"""Where URLs come from: sections, related links, sitemaps, feeds; and what makes two URLs one."""
