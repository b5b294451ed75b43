"""What a mail about a date says, after what its reader knows: one sentence for each kind of news."""

from datetime import datetime

from django.utils.translation import gettext as _

from notifications.models import Notice
from sessions.models import Session, SessionState
from sessions.notices.about import session_of
from sessions.queries import News, news_for
from sets.models import SetMembership


def is_news(notice: Notice, at: datetime) -> bool:
    """About the date as it stands now, still ahead, to somebody still in the set who does not know it yet."""
    session = session_of(notice)
    return (
        session is not None
        and str(session.sequence) == notice.occasion
        and at < session.starts_at
        and SetMembership.objects.current().has(notice.person_id, in_set=session.learning_set_id)
        and news_for(notice, session) is not None
    )


ASKING = (News.NEW, News.MOVED, News.BACK)
"""After these their reader is asked whether they come; otherwise what they said stands."""


def news_of(notice: Notice, session: Session) -> News:
    """Where nothing is news any more, as to a second copy, it is told as the date stands."""
    stands = News.NEW if session.state is SessionState.PLANNED else News.CANCELLED
    return news_for(notice, session) or stands


def sentence_of(news: News) -> str:
    return {
        News.NEW: _("%(set)s meets on %(when)s. Can you come?"),
        News.MOVED: _("%(set)s has moved: it now meets on %(when)s. Can you come?"),
        News.BACK: _("%(set)s meets after all, on %(when)s. Can you come?"),
        News.CLOCKS: _(
            "The rules of the clocks have changed. %(set)s still meets at %(wall)s, %(set_zone)s: for you, %(when)s."
        ),
        News.SHORTER: _("%(set)s still meets on %(when)s, and ends earlier: after %(length)s."),
        News.PLACE: _("%(set)s still meets on %(when)s. The place has changed."),
        News.CANCELLED: _("%(set)s does not meet on %(when)s. The session is cancelled."),
    }[news]
