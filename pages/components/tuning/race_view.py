"""A race as it happens: the board, brought up to date without a flicker, and what can be done with the race."""

from collections.abc import Sequence
from math import sqrt

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.race import Entrant, Race, RaceStatus
from mnist_core.training.race import MOMENTS
from pages.components.kept_address import address_number
from pages.components.runs.names import short_description
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store, select_run
from pages.components.store_actions import attempt
from pages.components.tuning.race import race_board
from pages.components.tuning.race_form import ADDRESS, RACE_PARAMETER, start_race

REFRESH_SECONDS = 0.5
CHOSEN = "chosen_race"
JUST_DELETED = "deleted_race"


def race_view() -> None:
    """Draw the chosen race, and keep it up to date for as long as it goes on."""
    _show_undo()
    races = get_store().races.all()
    if not races:
        st.info(
            "In a race two to six set-ups learn at the same time, batch by batch, and you see who leads. Choose them "
            "on the left and start it; let the class bet first.",
            icon=":material/sports_score:",
        )
        return
    race = _choose(races)
    _actions(race)
    st.fragment(_refresh, run_every=None if race.is_over else REFRESH_SECONDS)(race.id, race.status)
    if race.is_over:
        _after(race)


def _choose(races: Sequence[Race]) -> Race:
    """Offer the races, newest first, and return the chosen one."""
    by_id = {race.id: race for race in races}
    wanted = address_number(ADDRESS.asked(RACE_PARAMETER))
    st.session_state[CHOSEN] = wanted if wanted in by_id else races[0].id
    chosen = st.selectbox(
        "Race",
        list(by_id),
        format_func=lambda race_id: f"#{race_id} {by_id[race_id].name} · {by_id[race_id].status.value}",
        key=CHOSEN,
        on_change=lambda: ADDRESS.ask(RACE_PARAMETER, str(st.session_state[CHOSEN])),
        help="Which race to look at, the newest first.",
    )
    return by_id[chosen]


def _refresh(race_id: int, drawn: RaceStatus) -> None:
    """Draw the race as it is now."""
    try:
        race = get_store().races.get(race_id)
    except MnistCoreError as error:
        st.warning(
            as_markdown(f"{as_sentence(str(error))} The view goes on by itself."), icon=":material/sync_problem:"
        )
        return
    race_board(race)
    if race.status is not drawn:
        st.rerun()


def _actions(race: Race) -> None:
    """Draw the buttons that fit where the race stands."""
    races = get_store().races
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if not race.is_over:
            st.button(
                "Stop",
                key="stop_race",
                icon=":material/stop:",
                on_click=attempt,
                args=(races.stop, race.id),
                help="End the race now; what was measured stays.",
            )
        else:
            st.button(
                "Race again",
                key="race_again",
                icon=":material/replay:",
                on_click=start_race,
                args=(race.entrants, race.least_seconds),
                help="The same set-ups once more. With the same seeds the same happens; only the seconds differ.",
            )
            st.button(
                "Again with other seeds",
                key="race_other_seeds",
                icon=":material/casino:",
                on_click=start_race,
                args=(reseeded(race.entrants), race.least_seconds),
                help="Other first weights and another order of images: was it skill or luck?",
            )
        st.button(
            "Delete",
            key="delete_race",
            icon=":material/delete:",
            on_click=_delete,
            args=(race.id,),
            help="Delete this race. You can undo this.",
        )


def reseeded(entrants: Sequence[Entrant]) -> list[Entrant]:
    """Return the set-ups with the next seed each."""
    return [Entrant(each.name, each.config.with_changes(seed=each.config.seed + 1)) for each in entrants]


def _after(race: Race) -> None:
    """Say how far the result is to be believed, and offer to train the winner in full."""
    if race.message:
        st.error(as_markdown(as_sentence(race.message)), icon=":material/error:")
    if not race.moments:
        return
    st.caption(luck(race))
    for out in (text for text in race.moments[-1].out if text):
        st.caption(f":material/warning: {as_markdown(out)}")
    last = race.moments[-1].accuracies
    winner = race.entrants[max(range(len(last)), key=last.__getitem__)]
    st.button(
        f"Train {as_markdown(winner.name)} with all images",
        key="train_winner",
        icon=":material/fast_forward:",
        on_click=_train,
        args=(winner,),
        help=f"Queue a run of its own, {short_description(winner.config)}, with all images; Train shows it.",
    )


def luck(race: Race) -> str:
    """Say by how much two set-ups must differ at the end for it to be more than the luck of the judging images."""
    judges, best = race.entrants[0].config.validation_size, max(race.moments[-1].accuracies)
    margin = 100 * 1.96 * sqrt(2 * best * (1 - best) / judges)
    measured = "" if len(race.moments) > MOMENTS else f" It ended after {race.moments[-1].images:,} images each."
    return (
        f"Judged by the same {judges:,} validation images: less than about {margin:.1f} points between two of them may "
        f"be luck. A lead counts from 0.2 points on.{measured}"
    )


def _train(winner: Entrant) -> None:
    """Queue a run of the winner's set-up."""
    config = winner.config.with_changes(training_size=0, epochs=max(winner.config.epochs, 5))
    run = attempt(get_store().runs.create, config, name=f"{winner.name}, after its race")
    if run is not None:
        select_run(run.id)
        attempt(get_store().workers.ensure)
        st.toast(f"Run #{run.id} is queued; Train shows it.", icon=":material/check:")


def _delete(race_id: int) -> None:
    attempt(get_store().races.delete, race_id)
    st.session_state[JUST_DELETED] = race_id
    ADDRESS.ask(RACE_PARAMETER, None)


def _show_undo() -> None:
    """Offer to bring back what was just deleted."""
    race_id = st.session_state.get(JUST_DELETED)
    if race_id is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown("The race is deleted.")
        help_text = "Bring the race back."
        st.button("Undo", key="undo_race", icon=":material/undo:", on_click=_restore, args=(race_id,), help=help_text)


def _restore(race_id: int) -> None:
    attempt(get_store().races.restore, race_id)
    st.session_state.pop(JUST_DELETED, None)
    ADDRESS.ask(RACE_PARAMETER, str(race_id))
