"""What is wrong with crawls, told early and once: each site against its own history."""
