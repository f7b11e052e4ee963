"""The account of a hybrid migration as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from converter.hybrid.account import Account, Forecast, Person
from converter.hybrid.standing import Standing

_DAYS = 14
_BAR = 40
_MEANING = {
    Standing.LOGIN: "in Auth0, having logged in",
    Standing.BULK: "in Auth0, by an import",
    Standing.PENDING: "missing; an import can take them",
    Standing.WAITING: "missing; their passwords can move at a login only",
    Standing.FAILED: "missing; Auth0 refused the import",
    Standing.HALF_CREATED: "Auth0 began to make them and did not end",
    Standing.TAKEN: "missing; another user of the tenant has their address or name",
}


def account_lines(account: Account) -> list[str]:
    """For a person: how many stand where, who moved on which day, and what is to be expected."""
    lines = [f"{account.total:>9,}  people to be moved"]
    lines += [f"{account.counts[each]:>9,}  {each.value:<13} {meaning}" for each, meaning in _MEANING.items()]
    if account.moved:
        lines += ["", "came by login, day by day (UTC):", *_curve(account)]
    return [*lines, "", *_forecast_lines(account.forecast(), account.ahead)]


def account_document(account: Account) -> dict[str, Any]:
    """As a JSON object."""
    forecast = account.forecast()
    return {
        "people": account.total,
        "counts": {standing.value: account.counts[standing] for standing in Standing},
        "missing": account.missing,
        "moved": {day.isoformat(): count for day, count in sorted(account.moved.items())},
        "forecast": {
            "last_week": forecast.week,
            "more_by_login": forecast.more,
            "import_is_worth_it": forecast.import_is_worth_it,
        },
    }


def person_document(person: Person) -> dict[str, Any]:
    """One person as a JSON object."""
    known = {"user_id": person.user_id, "email": person.email}
    return {"standing": person.standing.value, **known, "origin": person.origin.as_document()}


def person_line(person: Person) -> str:
    """One person for a person."""
    return f"{person.standing.value}  {person.user_id}  {person.email}  ({person.origin})"


def finish_lines(account: Account) -> list[str]:
    """What is to be done at the end, or why it is not there yet."""
    if account.missing:
        return [f"not finished: {account.missing:,} people are missing"]
    return [
        "everybody is in Auth0. Now:",
        "  1. put the scripts below finished/, which convert scripts wrote, in place of the others",
        "  2. leave Import Users to Auth0 on: without it Auth0 would ask those scripts alone",
        "  3. stop the gateway; delete people in the old store in a step of its own",
    ]


def _curve(account: Account) -> Iterator[str]:
    days = [account.today - timedelta(days=back) for back in reversed(range(_DAYS))]
    most = max((account.moved[day] for day in days), default=0) or 1
    earlier = sum(count for day, count in account.moved.items() if day < days[0])
    if earlier:
        yield f"  before      {earlier:>7,}"
    for day in days:
        count = account.moved[day]
        yield f"  {day.isoformat()}  {count:>7,}  {'#' * round(_BAR * count / most)}".rstrip()


def _forecast_lines(forecast: Forecast, ahead: int) -> list[str]:
    if not forecast.missing:
        return ["nobody is missing"]
    lines = [f"{forecast.week:,} came by login in the last week, {forecast.missing:,} are missing."]
    if forecast.more is not None:
        lines.append(f"At the pace at which that declines, {forecast.more:,} more will come.")
    if forecast.import_is_worth_it:
        lines.append(f"Few come by themselves now. An import can take {ahead:,}: convert hybrid remainder")
    return lines
