"""The wall: who may see which rows, kept by PostgreSQL.

Every tenant table states its kind of row in its model's Meta (`rows`), refers to other tenant
tables only inside its organisation (`references`), and is reached only inside a scope (`scope`).
What has to reach further is a function of its own (`doors`).
"""
