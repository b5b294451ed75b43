"""The floor: the least that Django can do for a page of rows. Nothing here imports anything of the project."""
