"""My record: everything here that is mine, to look at, to take along, and of sets that I left to remove."""
