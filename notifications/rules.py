"""When a letter may go out and when it is tried again."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.settings import Settings
from notifications.letters import Channel


@dataclass(frozen=True)
class Rules:
    """What an installation sets about its letters.

    waits     after the first failed try, the second and so on; the last one is repeated
    attempts  tries over one channel before the letter is given up there
    lease     a sender not heard of for so long is taken for dead
    timeout   how long one server has to answer
    """

    quiet_from: time = time(21)
    quiet_until: time = time(8)
    quiet_email: bool = False
    attempts: int = 5
    waits: tuple[timedelta, ...] = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
    lease: timedelta = timedelta(minutes=10)
    timeout: timedelta = timedelta(seconds=15)
    senders: int = 4
    domain: str = "merzim.example.kz"

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        """The rules of an installation's settings."""
        return cls(
            quiet_from=settings.quiet_from,
            quiet_until=settings.quiet_until,
            quiet_email=settings.quiet_email,
            attempts=settings.attempts,
            waits=tuple(timedelta(minutes=minutes) for minutes in settings.retry_minutes),
            lease=timedelta(seconds=settings.lease_seconds),
            timeout=timedelta(seconds=settings.send_timeout),
            senders=settings.senders,
            domain=settings.mail_domain,
        )

    def earliest(self, channel: Channel, at: datetime, timezone: str) -> datetime:
        """`at`, or where that lies in the channel's quiet hours, the moment they end.

        Quiet hours are local to `timezone`; they begin with `quiet_from` and end just before `quiet_until`.
        """
        begin, end = self.quiet_from, self.quiet_until
        if begin == end or (channel == "email" and not self.quiet_email):
            return at
        local = at.astimezone(ZoneInfo(timezone))
        now = local.time()
        over_midnight = begin > end
        quiet = (now >= begin or now < end) if over_midnight else begin <= now < end
        if not quiet:
            return at
        last_day = local.date() + timedelta(days=1 if over_midnight and now >= begin else 0)
        return datetime.combine(last_day, end, local.tzinfo).astimezone(UTC)

    def wait_after(self, attempts: int) -> timedelta:
        """How long to wait after this many failed tries."""
        return self.waits[min(attempts, len(self.waits)) - 1]
