"""What people save in an archive: results frozen under a name, and searches that are watched."""
