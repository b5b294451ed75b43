class Refused(Exception):
    """A rule of the domain says no; the message is a sentence for the person who asked."""
