"""A set that waits for three who have not answered."""

from alsweb.demo.stories.shape import SetStory

CLINICAL_LEADS = SetStory(
    name="Clinical leads",
    topic="How do we lead and still see patients?",
    founded=-34,
    facilitator="Alice",
    members=("Leila", "Martin", "Chloe"),
    invited=(
        (-30, "Imogen Tate", "imogen.tate@harbour.example"),
        (-9, "Jonas Osei", "jonas.osei@harbour.example"),
        (-2, "Rebecca Lund", "rebecca.lund@harbour.example"),
    ),
)
