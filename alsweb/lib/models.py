"""None. Django sends post_migrate, on which the open tables are granted, only to apps with this module."""
