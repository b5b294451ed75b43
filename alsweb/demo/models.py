from django.db import models


class CaughtMail(models.Model):
    """A mail of the demo, kept to be read on a page instead of being sent."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField(default="")
    calendar = models.TextField(default="")
    message_id = models.CharField(max_length=255)
    caught_at = models.DateTimeField()

    class Meta:
        db_table = "demo_mail"
        indexes = [models.Index(fields=["to", "-id"], name="demo_mail_of")]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
